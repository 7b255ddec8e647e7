"""SMS templates in Django admin."""

from django.contrib import admin

from configuration.admin.history import HistoryAdmin
from templates_app.models import SmsTemplate


@admin.register(SmsTemplate)
class SmsTemplateAdmin(HistoryAdmin):
    list_display = ("name", "related_object", "sender", "changed_at")
    list_filter = ("related_object", "sender")
    list_select_related = ("sender",)
    search_fields = ("name", "text")
    autocomplete_fields = ("sender",)
    fields = ("name", "related_object", "sender", "text")
