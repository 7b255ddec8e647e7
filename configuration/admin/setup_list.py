"""The original's lists in Setup: a number, the columns, Edit/Delete, and a button that says what it adds."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from configuration.admin.history import HistoryAdmin


class SetupListAdmin(HistoryAdmin):
    change_list_template = "configuration/setup/list.html"
    add_label = "Add New"
    hints: ClassVar[dict[str, str]] = {}
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        order = [F(field) for field in self.model._meta.ordering]
        rows: QuerySet[Any] = super().get_queryset(request).annotate(row=Window(RowNumber(), order_by=order))
        return rows

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        return super().get_form(request, obj, change, help_texts=self.hints, **options)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {**(extra_context or {}), "add_label": self.add_label}
        page: HttpResponse = super().changelist_view(request, context)
        return page

    @admin.display(description="#")
    def position(self, row: Any) -> int:
        return int(row.row)

    @admin.display(description="Edit/Delete")
    def edit_delete(self, row: Any) -> str:
        page = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        return format_html(
            '<a href="{}" aria-label="Edit {}">Edit</a> / <a href="{}" aria-label="Delete {}">Delete</a>',
            reverse(f"{page}_change", args=[row.pk]),
            row,
            reverse(f"{page}_delete", args=[row.pk]),
            row,
        )
