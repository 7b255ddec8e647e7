"""Setup: Opt-Out Keywords."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from configuration.admin.setup_list import SetupListAdmin
from optout.models import Keyword


@admin.register(Keyword)
class KeywordAdmin(SetupListAdmin):
    add_label = "Add New Opt-Out Keyword"
    # By name, not by import: the replies that are judged again belong to the app that receives.
    list_before_template = "sms/setup/rehearsal_link.html"
    list_display = ("position", "value", "edit_delete")
    list_display_links = ("value",)
    search_fields = ("value",)
    fields = ("value",)
    hints = {"value": "Not case sensitive. A reply that consists of it, alone or with a please or thanks, opts out."}

    def get_fields(self, request: HttpRequest, obj: Keyword | None = None) -> tuple[str, ...]:
        return ("value", "is_locked") if obj and obj.is_locked else ("value",)

    def has_change_permission(self, request: HttpRequest, obj: Keyword | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request: HttpRequest, obj: Keyword | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_locked)

    @admin.display(description="Edit/Delete")
    def edit_delete(self, row: Any) -> str:
        return "Stays: US law makes this word an opt-out." if row.is_locked else super().edit_delete(row)
