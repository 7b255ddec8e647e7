"""The audit trail in the admin: to read, for admins."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from configuration.admin.read_only import ReadOnlyAdmin
from configuration.admin.setup_page import may_open_setup
from configuration.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "what", "by_name", "detail")
    list_filter = ("what",)
    search_fields = ("by_name", "detail")
    date_hierarchy = "at"
    fields = ("at", "what", "by_name", "detail")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_open_setup(request.user)
