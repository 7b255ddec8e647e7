"""Filters of list views: a field of a short list, an operator that fits it, a value; together they must hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, reduce
from operator import and_
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from record_pages.finding import numbers_meant

Text = str | Promise

ME = "me"
# Stored in E.164 themselves; other numbers have a column of their own for that.
NUMBERS = {"originator", "recipient"}

# What can be asked of each kind of field, in the order it is offered.
OPERATORS: dict[str, dict[str, Text]] = {
    "choice": {"is": _("is"), "is_not": _("is not")},
    "user": {"is": _("is"), "is_not": _("is not")},
    "text": {"contains": _("contains"), "is": _("is"), "empty": _("is empty"), "filled": _("is filled in")},
    "number": {"is": _("is"), "empty": _("cannot be used"), "filled": _("can be used")},
    "date": {"from": _("is on or after"), "before": _("is before"), "days": _("is in the last (days)")},
}
WITHOUT_VALUE = {"empty", "filled"}


@dataclass(frozen=True)
class FilterField:
    """A field that a list can be filtered by."""

    name: str
    label: Text
    kind: str
    path: str
    is_moment: bool = False
    fixed_choices: tuple[tuple[Any, Any], ...] = ()

    @cached_property
    def choices(self) -> list[tuple[str, Text]]:
        """The values to choose from; none where the value is typed."""
        if self.kind != "user":
            return [(str(value), label) for value, label in self.fixed_choices if value]
        people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
        return [(ME, _("me")), *((str(user.pk), user.get_full_name() or user.get_username()) for user in people)]


def fields_of(model: type[models.Model], names: Sequence[str]) -> dict[str, FilterField]:
    """The filter fields of a model by name; "campaign__name" reaches across a relation."""
    return {name: _field(model, name) for name in names}


def _field(model: type[models.Model], name: str) -> FilterField:
    first, __, beyond = name.partition("__")
    field: Any = model._meta.get_field(first)
    label = capfirst(str(field.verbose_name))
    if field.related_model is User:
        return FilterField(name, label, "user", name)
    if beyond:
        return FilterField(name, label, "text", name)
    if isinstance(field, models.DateField):
        return FilterField(name, label, "date", name, is_moment=isinstance(field, models.DateTimeField))
    if field.choices:
        return FilterField(name, label, "choice", name, fixed_choices=tuple(field.choices))
    if name in NUMBERS:
        return FilterField(name, label, "number", name)
    try:
        return FilterField(name, label, "number", model._meta.get_field(f"{name}_e164").name)
    except FieldDoesNotExist:
        return FilterField(name, label, "text", name)


def problem_with(field: FilterField, operator: str, value: str) -> str:
    """What is wrong with a filter, as a sentence; empty when nothing is."""
    if operator not in OPERATORS[field.kind]:
        return gettext("Choose how to compare “%(field)s”.") % {"field": field.label}
    if operator in WITHOUT_VALUE:
        return ""
    if field.kind in ("choice", "user") and value not in dict(field.choices):
        return gettext("Choose a value for “%(field)s”.") % {"field": field.label}
    if operator == "days" and not (value.isdecimal() and 0 < int(value) <= 3650):
        return gettext("Type a number of days from 1 to 3650.")
    if operator in ("from", "before") and not _date(value):
        return gettext("Type a date such as 2026-01-31.")
    if field.kind == "number" and not numbers_meant(value):
        return gettext("This is not a phone number.")
    return "" if value else gettext("Type a value for “%(field)s”.") % {"field": field.label}


def condition(fields: dict[str, FilterField], filters: Sequence[Sequence[str]], *, user: Any) -> Q:
    """What must be true of a row. A filter on a field that is no longer offered lets nothing through."""
    found = []
    for name, operator, value in filters:
        field = fields.get(name)
        found.append(CONDITIONS[operator](field, str(user.pk) if value == ME else value) if field else Q(pk__in=[]))
    return reduce(and_, found, Q())


def in_words(fields: dict[str, FilterField], filters: Sequence[Sequence[str]]) -> str:
    """Such as "Lead status is Open · Owner is me"."""
    return " · ".join(_words(fields[name], operator, value) for name, operator, value in filters if name in fields)


def _words(field: FilterField, operator: str, value: str) -> str:
    shown = dict(field.choices).get(value, value) if field.kind in ("choice", "user") else value
    return f"{field.label} {OPERATORS[field.kind][operator]} {shown}".rstrip()


def _is(field: FilterField, value: str) -> Q:
    return Q(**{f"{field.path}__in": numbers_meant(value) if field.kind == "number" else [value]})


def _days_ago(field: FilterField, value: str) -> Q:
    return Q(**{f"{field.path}__gte": _start(field, timezone.localdate() - timedelta(days=int(value)))})


CONDITIONS: dict[str, Callable[[FilterField, str], Q]] = {
    "is": _is,
    # NULL is not "is", so a record without an owner is not one of mine.
    "is_not": lambda field, value: Q(**{f"{field.path}__isnull": True}) | ~Q(**{field.path: value}),
    "contains": lambda field, value: Q(**{f"{field.path}__icontains": value}),
    "empty": lambda field, value: Q(**{f"{field.path}__isnull": True}) | Q(**{field.path: ""}),
    "filled": lambda field, value: Q(**{f"{field.path}__gt": ""}),
    "from": lambda field, value: Q(**{f"{field.path}__gte": _start(field, _date(value))}),
    "before": lambda field, value: Q(**{f"{field.path}__lt": _start(field, _date(value))}),
    "days": _days_ago,
}


def _start(field: FilterField, day: date | None) -> date | datetime | None:
    """The first moment of a day, by the time zone of the page, where the field holds moments."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day and field.is_moment else day


def _date(value: str) -> date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None
