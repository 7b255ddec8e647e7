"""Which fields a record shows, in which section: the same for its Details and its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm.fields import phone_country
from crm.phone import parse_number


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of fields, by name."""

    title: str | Promise
    names: tuple[str, ...]


ADDRESS = Section(_("Address"), ("street", "city", "state", "postal_code", "country"))
LAYOUTS: dict[str, tuple[Section, ...]] = {
    "lead": (
        Section(_("Name"), ("salutation", "first_name", "last_name", "title", "company", "owner")),
        Section(_("Lead"), ("status", "rating", "lead_source")),
        Section(_("Phone and email"), ("mobile_phone", "phone", "fax", "email")),
        ADDRESS,
        Section(_("Description"), ("description",)),
    ),
    "contact": (
        Section(
            _("Name"),
            (
                "salutation",
                "first_name",
                "last_name",
                "title",
                "account_name",
                "department",
                "status",
                "lead_source",
                "owner",
            ),
        ),
        Section(
            _("Phone and email"),
            ("mobile_phone", "phone", "home_phone", "other_phone", "assistant_phone", "fax", "email"),
        ),
        ADDRESS,
        Section(_("Description"), ("description",)),
    ),
    "campaign": (
        Section(_("Campaign"), ("name", "type", "status", "start_date", "end_date", "owner")),
        Section(_("Description"), ("description",)),
    ),
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of one record: its label, what to show, how to show it, and what is wrong with it."""

    name: str
    label: str
    value: Any
    kind: str
    problem: str = ""


def names_in(object_name: str) -> list[str]:
    """All fields of an object in the order people read them."""
    return [name for section in LAYOUTS[object_name] for name in section.names]


def details_of(record: models.Model) -> Iterator[tuple[str | Promise, list[Detail]]]:
    """The record's sections with their values."""
    for section in LAYOUTS[str(record._meta.model_name)]:
        yield section.title, [_detail(record, name) for name in section.names]


def _detail(record: models.Model, name: str) -> Detail:
    field = record._meta.get_field(name)
    label = capfirst(str(getattr(field, "verbose_name", name)))
    choice = getattr(record, f"get_{name}_display", None)
    value = choice() if choice else getattr(record, name)
    if hasattr(record, f"{name}_e164"):
        problem = parse_number(value, phone_country(record)).problem if value else ""
        return Detail(name, label, value, "phone", problem)
    kind = "email" if isinstance(field, models.EmailField) else ""
    return Detail(name, label, value, kind or ("text" if isinstance(field, models.TextField) else "plain"))
