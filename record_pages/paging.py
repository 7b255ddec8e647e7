"""Keyset paging: page 1,000 costs what page 1 costs, and nothing is counted beyond 2,000."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 50
COUNT_CAP = 2000

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Order:
    """The columns a list is sorted by. An index covers them, and the last one is unique."""

    columns: tuple[str, ...] = ("pk",)
    is_descending: bool = False

    def names(self, *, is_backwards: bool = False) -> list[str]:
        sign = "-" if self.is_descending != is_backwards else ""
        return [f"{sign}{column}" for column in self.columns]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; `after` and `before` are the rows from which the neighbouring pages start."""

    rows: list[Row]
    after: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows that reads "1,234", or "2,000+" beyond the cap."""

    number: int

    def __str__(self) -> str:
        return f"{min(self.number, COUNT_CAP):,}{'+' if self.number > COUNT_CAP else ''}"


def page_of(
    rows: QuerySet[Row], *, order: Order, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[Row]:
    """The page that follows the row `after`, or precedes the row `before`; the first one otherwise.

    The edge is named by its id alone, so no name stands in a URL; a row that is gone leads to the first page.
    """
    is_backwards = not after and bool(before)
    edge = _edge(rows, after or before, order.columns)
    ordered = rows.order_by(*order.names(is_backwards=is_backwards and bool(edge)))
    if edge:
        ordered = ordered.filter(_beyond(edge, is_greater=order.is_descending == is_backwards))
    found = list(ordered[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if edge and not found:
        return page_of(rows, order=order, size=size)
    if edge and is_backwards:
        found.reverse()
        return Page(found, after=_id(found, -1), before=_id(found, 0) if has_more else None)
    return Page(found, after=_id(found, -1) if has_more else None, before=_id(found, 0) if edge else None)


def count_up_to_cap(rows: QuerySet[Row]) -> Count:
    """How many there are, without counting further than people can tell apart."""
    return Count(rows.order_by()[: COUNT_CAP + 1].count())


def _edge(rows: QuerySet[Row], row_id: str, columns: tuple[str, ...]) -> dict[str, object] | None:
    if not row_id.isdecimal() or len(row_id) > 18:
        return None
    return rows.model._default_manager.filter(pk=row_id).values(*columns).first()


def _beyond(edge: dict[str, object], *, is_greater: bool) -> Q:
    """(a, b, id) > (x, y, z), written so that an index on a, b, id is walked from there on."""
    comparison = "gt" if is_greater else "lt"
    beyond, equal = Q(), Q()
    for column, value in edge.items():
        beyond |= equal & Q(**{f"{column}__{comparison}": value})
        equal &= Q(**{column: value})
    first_column, first_value = next(iter(edge.items()))
    return Q(**{f"{first_column}__{comparison}e": first_value}) & beyond


def _id(rows: list[Row], place: int) -> int | None:
    return rows[place].pk if rows else None
