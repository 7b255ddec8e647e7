"""Leads and contacts as CSV, with their SMS opt-out: a true opts out, a false never clears."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field

from crm.models import Contact, Lead
from crm.resources import PAGE, PersonResource
from optout.models import Suppression
from optout.records import opt_out_person, opted_out_ids

YES = {"true", "yes", "y", "1", "x"}
NO = {"false", "no", "n", "0", ""}

NAME = ("id", "salutation", "first_name", "last_name", "title")
ADDRESS = ("street", "city", "state", "postal_code", "country")
ABOUT = ("lead_source", "description", "sms_opt_out")


class PersonWithOptOutResource(PersonResource):
    sms_opt_out = Field(column_name="sms_opt_out")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.opting_out: list[Lead | Contact] = []
        self.opted_out: set[int] = set()

    def save_instance(self, instance: Any, is_create: bool, row: Any, **options: Any) -> None:
        if _is_yes(row.get("sms_opt_out", "")):
            self.opting_out.append(instance)
        super().save_instance(instance, is_create, row, **options)

    def save_all(self, *, user: Any) -> None:
        super().save_all(user=user)
        already = opted_out_ids(self.opting_out)
        for person in self.opting_out:
            if person.pk not in already:
                opt_out_person(person, by=user, source=Suppression.Source.IMPORT, reason="Imported")

    def iter_queryset(self, queryset: QuerySet[Any]) -> Iterator[Any]:
        """Page by page, each with the opt-outs of its people."""
        people = queryset.iterator(chunk_size=PAGE)
        while page := list(islice(people, PAGE)):
            self.opted_out = opted_out_ids(page)
            yield from page

    def dehydrate_sms_opt_out(self, person: Lead | Contact) -> str:
        return "true" if person.pk in self.opted_out else "false"


class LeadResource(PersonWithOptOutResource):
    class Meta:
        model = Lead
        fields = (
            *NAME,
            "company",
            "status",
            "rating",
            "email",
            "phone",
            "mobile_phone",
            "fax",
            *ADDRESS,
            *ABOUT,
        )


class ContactResource(PersonWithOptOutResource):
    class Meta:
        model = Contact
        fields = (
            *NAME,
            "account_name",
            "department",
            "status",
            "email",
            "phone",
            "mobile_phone",
            "home_phone",
            "other_phone",
            "assistant_phone",
            "fax",
            *ADDRESS,
            *ABOUT,
        )


def _is_yes(cell: str) -> bool:
    word = cell.strip().casefold()
    if word not in YES | NO:
        raise ValidationError({"sms_opt_out": "Write true or false."})
    return word in YES
