"""Who would be left out of a broadcast for one reason, so that they can be mended before it is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from crm.models import Contact, Lead
from sms.audience import Audience
from sms.candidates import Candidate, Reason
from sms.preflight import judge_for, judged_pages
from templates_app.merge import compile_text


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A member who would be left out, with what is wrong in their case: at least the number it is about."""

    member_id: int
    person: Lead | Contact
    detail: str


def left_out(audience: Audience, text: str, reason: str, *, after: int = 0, limit: int = 50) -> list[LeftOut]:
    """The next members left out for a reason; `after` is the last member id of the list before.

    With the reason "doubtful" it lists those who are texted unless their sender leaves them out.
    """
    found = (each for each in _candidates(audience, text, reason) if each.member_id > after)
    return _with_people(list(islice(found, limit)))


def _candidates(audience: Audience, text: str, reason: str) -> Iterator[Candidate]:
    judge = judge_for(compile_text(text), spares_doubtful=reason == Reason.DOUBTFUL)
    for page in judged_pages(audience, judge):
        yield from (candidate for candidate in page if candidate.reason == reason)


def _with_people(candidates: Sequence[Candidate]) -> list[LeftOut]:
    leads = Lead.objects.in_bulk([each.lead_id for each in candidates if each.lead_id])
    contacts = Contact.objects.in_bulk([each.contact_id for each in candidates if each.contact_id])
    people = ((each, leads.get(each.lead_id or 0) or contacts.get(each.contact_id or 0)) for each in candidates)
    return [LeftOut(each.member_id, person, each.detail or each.number) for each, person in people if person]
