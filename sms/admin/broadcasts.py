"""Broadcasts and whom they left out, to read; they are run from the pages of the people they go to."""

from django.contrib import admin

from configuration.admin.read_only import ReadOnlyAdmin
from sms.models import Broadcast, Exclusion


@admin.register(Broadcast)
class BroadcastAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "audience", "status", "originator", "created_by", "created_at", "finished_at")
    list_filter = ("status",)
    list_select_related = ("campaign", "selection", "created_by")
    search_fields = ("campaign__name",)
    fields = (
        "campaign",
        "selection",
        "status",
        "pause_reason",
        "originator",
        "template",
        "text",
        "scheduled_at",
        "send_before",
        "created_by",
        "created_at",
        "started_at",
        "finished_at",
    )


@admin.register(Exclusion)
class ExclusionAdmin(ReadOnlyAdmin):
    list_display = ("broadcast", "reason", "detail", "lead", "contact")
    list_filter = ("reason",)
    list_select_related = ("broadcast", "lead", "contact")
    search_fields = ("broadcast__campaign__name",)
    show_full_result_count = False
    fields = ("broadcast", "reason", "detail", "lead", "contact")
