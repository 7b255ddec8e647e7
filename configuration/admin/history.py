"""Admin pages of what keeps its history: who changed what, and when."""

from typing import Any

from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin


class HistoryAdmin(SimpleHistoryAdmin, ModelAdmin):
    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is for reading: going back is an edit like any other."""
        return True
