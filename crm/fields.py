"""A phone number in two columns: what was typed, and the E.164 form that everything looks up."""

from typing import Any

from django.db import models

from configuration.models import Configuration
from crm.phone import parse_number


def typed_phone(label: str) -> Any:
    """The column that keeps a number as a person typed it."""
    return models.CharField(label, max_length=40, blank=True, default="")


class E164Field(models.CharField):  # type: ignore[type-arg]
    """The usable form of the phone field `source`, worked out on every save; empty when it is not usable.

    Filled by the field itself so that no way of saving a person (form, API, import, admin, bulk_create) forgets it;
    the model adds it where only some fields are saved. What changes rows without saving them (`update`, `bulk_update`)
    does not work it out.
    """

    def __init__(self, *, source: str, **options: Any) -> None:
        self.source = source
        super().__init__(**{"max_length": 16, "blank": True, "default": "", "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source}

    def pre_save(self, model_instance: Any, add: bool) -> str:
        typed = getattr(model_instance, self.source) or ""
        e164 = parse_number(typed, phone_country(model_instance)).e164 if typed else ""
        setattr(model_instance, self.attname, e164)
        return e164


def phone_country(person: Any) -> str:
    """The country whose dialling habits a person's numbers follow: their own, else the default."""
    return person.country or Configuration.current().default_country
