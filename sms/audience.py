"""The audience of a campaign: every member with a number and a text, or with the reason to be left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from configuration.models import Configuration
from crm.models import Campaign, CampaignMember
from crm.phone import parse_number
from optout import reviews, suppression
from sms.models import Exclusion
from templates_app.merge import CompiledText

PAGE = 2000

Reason = Exclusion.Reason


@dataclass(slots=True)
class Candidate:
    """A member on the way into a broadcast. `reason` is empty for those who will be texted."""

    member_id: int
    lead_id: int | None
    contact_id: int | None
    number: str
    text: str
    reason: str = ""
    detail: str = ""

    def leave_out(self, reason: str, detail: str = "") -> None:
        if not self.reason:
            self.reason, self.detail = reason, detail


def pages(
    campaign: Campaign, text: CompiledText, *, after: int = 0, up_to: int | None = None
) -> Iterator[list[Candidate]]:
    """The members of a campaign by id in pages of constant size, each judged on its own.

    A number that two members share is judged by the caller, who knows what went before.
    """
    reader = _Reader(text)
    while rows := list(reader.rows(campaign, after=after, up_to=up_to)):
        candidates = [reader.candidate(row) for row in rows]
        _leave_out_unwanted(candidates)
        yield candidates
        after = candidates[-1].member_id


def _leave_out_unwanted(candidates: Sequence[Candidate]) -> None:
    numbers = {candidate.number for candidate in candidates} - {""}
    suppressed, held = suppression.opted_out_among(numbers), reviews.held_among(numbers)
    for candidate in candidates:
        if candidate.number in suppressed:
            candidate.leave_out(Reason.OPTED_OUT)
        elif candidate.number in held:
            candidate.leave_out(Reason.HELD)


class _Reader:
    """Reads members as plain rows: the ids, the mobile as typed and in E.164, then the columns of the merge fields."""

    def __init__(self, text: CompiledText) -> None:
        setup = Configuration.current()
        self.text = text
        self.default_country = setup.default_country
        columns = []
        for kind, mobile in (("lead", setup.lead_mobile), ("contact", setup.contact_mobile)):
            person = (mobile, f"{mobile}_e164", "country", "has_pending_opt_out", *text.attributes)
            columns.append([f"{kind}__{column}" for column in person])
        self.columns = ["id", "lead_id", "contact_id", *columns[0], *columns[1]]
        self.width = len(columns[0])

    def rows(self, campaign: Campaign, *, after: int, up_to: int | None) -> Iterator[tuple[Any, ...]]:
        members = CampaignMember.objects.filter(campaign=campaign, pk__gt=after).order_by("pk")
        if up_to is not None:
            members = members.filter(pk__lte=up_to)
        return iter(members.values_list(*self.columns)[:PAGE])

    def candidate(self, row: tuple[Any, ...]) -> Candidate:
        member_id, lead_id, contact_id = row[:3]
        start = 3 if lead_id else 3 + self.width
        typed, number, country, is_pending, *values = row[start : start + self.width]
        candidate = Candidate(member_id, lead_id, contact_id, number, self.text.render_row(values))
        if is_pending:
            candidate.leave_out(Reason.OPTED_OUT)
        elif not number and not typed:
            candidate.leave_out(Reason.NO_NUMBER)
        elif not number:
            problem = parse_number(typed, country or self.default_country).problem
            candidate.leave_out(Reason.UNUSABLE_NUMBER, f"{typed}: {problem}")
        elif not candidate.text.strip():
            candidate.leave_out(Reason.EMPTY_TEXT)
        return candidate
