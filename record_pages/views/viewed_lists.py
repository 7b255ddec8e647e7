"""Lists that people arrange for themselves: saved views, chosen columns, bulk actions, export."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from configuration import audit
from record_pages import exports
from record_pages.filters import FilterField, condition, fields_of, in_words
from record_pages.finding import clean_term
from record_pages.models import ListView
from record_pages.paging import page_of
from record_pages.views.lists import Column, ListPage

ALL = "all"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record has in one column."""

    column: Column
    value: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a list shows it."""

    record: Any
    cells: list[Cell]
    is_opted_out: bool = False


class ViewedList(ListPage):
    """A list with the views that people saved of it: the one asked for, else the pinned one, else *All*."""

    filters: ClassVar[tuple[str, ...]]  # names of fields, all plain or indexed
    bulk_url_name: ClassVar[str] = ""
    bulk_permission: ClassVar[str] = ""
    bulk_bar: ClassVar[str] = "record_pages/parts/bulk_bar.html"

    @classmethod
    def object_name(cls) -> str:
        return str(cls.model._meta.model_name)

    @classmethod
    def filter_fields(cls) -> dict[str, FilterField]:
        return fields_of(cls.model, cls.filters)

    @cached_property
    def views(self) -> list[ListView]:
        return list(ListView.objects.visible_to(self.request.user, self.object_name()))

    @cached_property
    def view(self) -> ListView | None:
        wanted = self.request.GET.get("view", "")
        if wanted == ALL:
            return None
        is_it = (lambda view: str(view.pk) == wanted) if wanted else attrgetter("is_pinned")
        found = next(filter(is_it, self.views), None)
        if wanted and not found:
            raise Http404("There is no such list view, or it is somebody else's.")
        return found

    def rows(self) -> QuerySet[Any]:
        rows = super().rows()
        if not self.view:
            return rows
        return rows.filter(condition(self.filter_fields(), self.view.filters, user=self.request.user))

    def usual_sort(self) -> str:
        saved = self.view.sort if self.view else ""
        return saved if saved.removeprefix("-") in self.sorts else self.default_sort

    def shown_columns(self) -> list[Column]:
        by_name = {column.name: column for column in self.columns}
        chosen = [by_name[name] for name in (self.view.columns if self.view else ()) if name in by_name]
        return chosen or super().shown_columns()

    def context(self, rows: list[Any]) -> dict[str, Any]:
        context = super().context(rows)
        if self.view and self.view.filters:
            words = in_words(self.filter_fields(), self.view.filters)
            context["filter_label"] = _("Filtered by %(words)s") % {"words": words}
        asked = self.request.GET.get("view", "")
        return context | {
            "rows": self.arranged(rows),
            "views": self.views,
            "view": self.view,
            "is_own_view": bool(self.view and self.view.owner_id == self.request.user.pk),
            "object_name": self.object_name(),
            "list_url": f"{self.request.path}?view={asked}" if asked else self.request.path,
            "bulk_url": reverse(self.bulk_url_name) if self.may_act_on_rows() else "",
            "bulk_bar": self.bulk_bar,
        }

    def may_act_on_rows(self) -> bool:
        """Whether rows can be ticked."""
        return bool(self.bulk_url_name) and self.request.user.has_perm(self.bulk_permission)

    def arranged(self, records: Iterable[Any]) -> list[Row]:
        """The records with a cell for each column shown."""
        columns = self.shown_columns()
        return [Row(record, [Cell(column, self.value(record, column)) for column in columns]) for record in records]

    def value(self, record: Any, column: Column) -> Any:
        """What a record has in a column: a choice by its label, anything else as it is."""
        label = getattr(record, f"get_{column.name}_display", None)
        return label() if label else getattr(record, column.name)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "export" in request.POST:
            return self.export(clean_term(request.POST.get("q", "")))
        return super().post(request, *args, **kwargs)

    def export(self, term: str) -> HttpResponseBase:
        """First how many rows that would be, then the file with exactly what the list shows."""
        found = self.found(term)
        count = found.count()
        if self.request.POST["export"] != "confirmed":
            context = {"count": count, "term": term, "title": self.plural(), "icon_name": self.icon_name}
            return render(self.request, "record_pages/export.html", context)
        detail = f"{self.plural()}: {count} ({self.view.pk if self.view else ALL})"
        audit.record(audit.What.EXPORTED, by=self.request.user, detail=detail)
        labels = [str(column.label) for column in self.shown_columns()]
        return exports.answer(self.plural(), labels, self.pages(found))

    def pages(self, found: QuerySet[Any]) -> Iterable[list[list[Any]]]:
        """Everything found in pages of constant size, as values."""
        after = ""
        while True:
            page = page_of(found, order=self.order(), after=after, size=exports.PAGE)
            yield [[cell.value for cell in row.cells] for row in self.arranged(page.rows)]
            if page.after is None:
                return
            after = str(page.after)
