"""List views: the anatomy that every list shares."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from record_pages.paging import Order, count_up_to_cap, page_of
from record_pages.views.searched import SearchedView

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; one with a `sort` has a header to sort by.

    `name` and `kind` say what its cells hold and how they show it, where the list does not draw them itself.
    """

    label: Text
    sort: str = ""
    name: str = ""
    kind: str = "plain"
    is_in_all: bool = True  # whether the *All* view has it


@dataclass(frozen=True, slots=True)
class Header:
    """A column's header as the page shows it."""

    label: Text
    url: str = ""
    aria_sort: str = ""


class ListPage(PermissionRequiredMixin, SearchedView):
    """One list: a title, a meta line, a search box, sorted rows in pages."""

    model: ClassVar[type[Model]]
    template_name: ClassVar[str]
    icon_name: ClassVar[str]
    title: ClassVar[Text] = ""  # what the model is called, unless this says otherwise
    columns: ClassVar[tuple[Column, ...]]
    # Only what an index covers can be sorted by; "-" before the name turns it round.
    sorts: ClassVar[dict[str, Order]] = {"created": Order()}
    default_sort: ClassVar[str] = "-created"
    search_label: ClassVar[Text]

    def show(self, term: str) -> HttpResponse:
        """The page with the rows that `term` finds; with all of them when it is empty."""
        query = self.request.GET
        found, sort = self.found(term), self.sort()
        page = page_of(found, order=self.order(), after=query.get("after", ""), before=query.get("before", ""))
        context = self.context(page.rows) | {
            "title": self.title or capfirst(self.plural()),
            "icon_name": self.icon_name,
            "headers": [self.header(column, sort) for column in self.shown_columns()],
            "sort_label": next(column.label for column in self.columns if column.sort == sort.removeprefix("-")),
            "count": count_up_to_cap(found),
            "page": page,
            "search_label": self.search_label,
            "term": term,
        }
        return render(self.request, self.template_name, context)

    def found(self, term: str) -> QuerySet[Any]:
        return self.matching(self.rows(), term) if term else self.rows()

    def order(self) -> Order:
        sort = self.sort()
        return Order(self.sorts[sort.removeprefix("-")].columns, is_descending=sort.startswith("-"))

    def sort(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.removeprefix("-") in self.sorts else self.usual_sort()

    def usual_sort(self) -> str:
        """The order nobody asked for."""
        return self.default_sort

    def shown_columns(self) -> list[Column]:
        return [column for column in self.columns if column.is_in_all]

    def header(self, column: Column, sort: str) -> Header:
        """A click sorts by the column, another one turns it round; both begin at the first page.

        The answer to a search by number has no such links: they would lose the number.
        """
        if not column.sort or self.request.method == "POST":
            return Header(column.label)
        query = self.request.GET.copy()
        query["sort"] = f"-{column.sort}" if sort == column.sort else column.sort
        query.pop("after", None)
        query.pop("before", None)
        is_current = sort.removeprefix("-") == column.sort
        direction = "descending" if sort.startswith("-") else "ascending"
        return Header(column.label, f"?{query.urlencode()}", direction if is_current else "")

    def rows(self) -> QuerySet[Any]:
        """Everything this list shows, with what its cells need."""
        return self.model._default_manager.all()

    @abstractmethod
    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        """Those rows that `term` finds."""

    def context(self, rows: list[Any]) -> dict[str, Any]:
        """The rows of this page as the template wants them, and what the filter is called."""
        return {"rows": rows, "filter_label": _("Filtered by all %(things)s") % {"things": self.plural()}}

    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)
