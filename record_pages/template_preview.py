"""What a template becomes: for somebody, with the longest values there are, and with none at all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from crm.models import Contact, Lead
from gateway.segments import Segmentation, segment
from record_pages.finding import people_matching
from templates_app.merge import CompiledText, Row, compile_text

MODELS: dict[str, tuple[type[Lead] | type[Contact], ...]] = {
    "lead": (Lead,),
    "contact": (Contact,),
    "campaign": (Lead, Contact),
}
# Enough to meet long names and cities, and as fast with a million records as with a hundred.
NEWEST = 500


@dataclass(frozen=True, slots=True)
class Case:
    """The text as somebody would get it, what it counts, and the fields that leave a hole in it."""

    label: str
    text: str
    counted: Segmentation
    holes: tuple[str, ...]
    person: Lead | Contact | None = None


def cases(text: str, related_object: str, term: str) -> Iterator[Case]:
    """The text for whoever `term` finds (the newest record when it is empty), at its longest and at its emptiest."""
    compiled, models = compile_text(text), MODELS[related_object]
    if person := find_person(models, term):
        yield _case(str(person), compiled, compiled.row_of(person), person)
    yield _case(_("Longest values of the newest records"), compiled, longest_row(models, compiled.attributes))
    yield _case(_("Nothing filled in"), compiled, [""] * len(compiled.attributes))


def find_person(models: Iterable[type[Lead] | type[Contact]], term: str) -> Lead | Contact | None:
    found: Iterable[Any] = chain.from_iterable(
        people_matching(each._default_manager.all(), term)[:1] for each in models
    )
    return next(iter(found), None)


def longest_row(models: Iterable[type[Lead] | type[Contact]], attributes: tuple[str, ...]) -> Row:
    """The longest value of each attribute, whoever has it."""
    if not attributes:
        return []
    rows = chain.from_iterable(each._default_manager.values_list(*attributes)[:NEWEST] for each in models)
    longest = [""] * len(attributes)
    for row in rows:
        longest = [max(known, value or "", key=len) for known, value in zip(longest, row, strict=True)]
    return longest


def _case(label: str, compiled: CompiledText, row: Row, person: Lead | Contact | None = None) -> Case:
    text = compiled.render_row(row)
    return Case(label, text, segment(text), compiled.empty_fields_of_row(row), person)
