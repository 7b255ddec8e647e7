"""Things of the past: stored with the time they happened, where the models would write down now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from crm.models import Contact, Lead
from optout import suppression
from optout.models import ConsentEvent, Suppression

Person = TypeVar("Person", Lead, Contact)


def create_in_the_past(model: type[Person], people: Sequence[Person]) -> None:
    """Store people in their order; `created_at`, which insertion overwrites, is put right afterwards."""
    times = [person.created_at for person in people]
    model.objects.bulk_create(people)
    for person, created_at in zip(people, times, strict=True):
        person.created_at = created_at
    model.objects.bulk_update(people, ["created_at"])


def opt_out_in_the_past(number: str, *, at: datetime, **how: Any) -> None:
    suppression.opt_out(number, **how)
    date_opt_out(number, at)


def date_opt_out(number: str, at: datetime) -> None:
    Suppression.objects.filter(number=number).update(created_at=at)
    ConsentEvent.objects.filter(number=number).update(at=at)
