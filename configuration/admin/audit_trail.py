"""The audit trail in the admin: to read, for admins."""

from django.contrib import admin

from configuration.admin.read_only import OperationsAdmin
from configuration.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(OperationsAdmin):
    list_display = ("at", "what", "by_name", "detail")
    list_filter = ("what",)
    search_fields = ("by_name", "detail")
    date_hierarchy = "at"
    fields = ("at", "what", "by_name", "detail")
