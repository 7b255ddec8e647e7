"""Admin pages of what only the program writes."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin

from configuration.admin.setup_page import may_open_setup


class ReadOnlyAdmin(ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OperationsAdmin(ReadOnlyAdmin):
    """For whoever may open Setup: what runs here, not whom we know."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_open_setup(request.user)
