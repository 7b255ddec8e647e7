"""SMS in the admin: every row and every column, to read."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from configuration.admin.read_only import ReadOnlyAdmin
from sms.models import Attempt, DeliveryUpdate, Sms

SMS_ID = re.compile(r"(?:SMS-)?0*([0-9]{1,18})", re.IGNORECASE)


class DeliveryUpdateInline(TabularInline):
    model = DeliveryUpdate
    verbose_name_plural = "SMS Delivery updates"
    fields = readonly_fields = ("status", "effect", "error_code", "network", "occurred_at", "received_at")
    can_delete = False
    extra = max_num = 0


class AttemptInline(TabularInline):
    model = Attempt
    fields = readonly_fields = ("at", "verdict", "error")
    can_delete = False
    extra = max_num = 0


@admin.register(Sms)
class SmsAdmin(ReadOnlyAdmin):
    list_display = (
        "number",
        "direction",
        "status",
        "delivery_status",
        "sent_messages",
        "originator",
        "recipient",
        "lead",
        "contact",
        "campaign",
        "created_at",
    )
    list_filter = ("direction", "status", "origin", "has_contradiction", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("lead", "contact", "campaign")
    search_fields = ("recipient__exact", "originator__exact", "reference__exact", "gateway_id__exact")
    search_help_text = "SMS ID, a number as +44…, our reference or Mitto's id"
    show_full_result_count = False
    inlines = (DeliveryUpdateInline, AttemptInline)
    fieldsets = (
        (None, {"fields": ("number", "direction", "origin", "originator", "recipient", "text")}),
        (
            "Status",
            {"fields": ("status", "delivery_status", "skip_reason", "error", "error_code", "has_contradiction")},
        ),
        ("Size", {"fields": ("encoding", "segments", "sent_messages")}),
        (
            "Belongs to",
            {"fields": ("lead", "contact", "campaign", "broadcast", "template", "created_by", "resend_of")},
        ),
        ("At Mitto", {"fields": ("reference", "gateway_id")}),
        ("Times", {"fields": ("created_at", "due_at", "send_before", "sent_at", "delivered_at", "tries")}),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Sms], search_term: str
    ) -> tuple[QuerySet[Sms], bool]:
        if match := SMS_ID.fullmatch(search_term.strip()):
            return queryset.filter(pk=int(match[1])), False
        found: tuple[Any, bool] = super().get_search_results(request, queryset, search_term)
        return found

    @admin.display(description="SMS ID", ordering="pk")
    def number(self, sms: Sms) -> str:
        return sms.number
