"""The consent ledger and the review desk's past, to read."""

from django.contrib import admin

from configuration.admin.read_only import ReadOnlyAdmin
from optout.models import ConsentEvent, Review


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "number", "what", "source", "by", "wording")
    list_filter = ("what", "source", ("at", admin.DateFieldListFilter))
    list_select_related = ("by",)
    search_fields = ("number__exact", "sms_reference__exact")
    search_help_text = "A number as +44…, or the reference of an SMS"
    show_full_result_count = False


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "number", "text", "rule", "decision", "decided_at", "decided_by")
    list_filter = ("decision", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("decided_by",)
    search_fields = ("number__exact",)
