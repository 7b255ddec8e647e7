"""Candidates: members on the way into a broadcast, and the reasons that keep some of them out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models.functions import Now

from configuration.models import Configuration
from crm.phone import doubt_of
from optout import reviews, suppression
from sms import wording
from sms.hours import Hours, Slot, current_hours, slot_of
from sms.models import Exclusion, Sms
from sms.status import NEVER_LEFT
from templates_app.merge import CompiledText, Row

Reason = Exclusion.Reason


@dataclass(slots=True)
class Candidate:
    """Somebody on the way into a broadcast. `reason` is empty for those who will be texted."""

    member_id: int
    lead_id: int | None
    contact_id: int | None
    number: str
    country: str = ""
    values: Row = ()
    text: str = ""
    slot: Slot | None = None
    reason: str = ""
    detail: str = ""

    def leave_out(self, reason: str, detail: str = "") -> None:
        if not self.reason:
            self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides who of a page is texted, with what and when; each rule sees only those whom none before it left out."""

    text: CompiledText
    starts_at: datetime
    send_before: datetime | None
    spares_doubtful: bool = False
    # The broadcast that is built, and the one whose failures it makes good: they make nobody "recently texted".
    own_broadcasts: tuple[int, ...] = ()
    hours: Hours | None = field(default_factory=current_hours)
    setup: Configuration = field(default_factory=Configuration.current)

    def judge(self, page: Sequence[Candidate]) -> None:
        rules: list[Callable[[Sequence[Candidate]], None]] = [self._unwanted, self._render, self._reachable_in_time]
        if self.setup.recently_texted_hours:
            rules.insert(1, self._recently_texted)
        if self.spares_doubtful:
            rules.append(self._doubtful)
        for rule in rules:
            rule([candidate for candidate in page if not candidate.reason])

    def _unwanted(self, page: Sequence[Candidate]) -> None:
        numbers = {candidate.number for candidate in page}
        _leave_out(page, suppression.opted_out_among(numbers), Reason.OPTED_OUT)
        _leave_out(page, reviews.held_among(numbers), Reason.HELD)

    def _recently_texted(self, page: Sequence[Candidate]) -> None:
        since = Now() - timedelta(hours=self.setup.recently_texted_hours)
        texted = Sms.objects.outbound().filter(
            recipient__among=[candidate.number for candidate in page], created_at__gt=since, is_test=False
        )
        others = texted.exclude(status__in=NEVER_LEFT).exclude(broadcast__in=self.own_broadcasts)
        _leave_out(page, set(others.values_list("recipient", flat=True)), Reason.RECENTLY_TEXTED)

    def _render(self, page: Sequence[Candidate]) -> None:
        for candidate in page:
            candidate.text = candidate.text or self.text.render_row(candidate.values)
            if not candidate.text.strip():
                candidate.leave_out(Reason.EMPTY_TEXT)
            elif len(candidate.text) > wording.MAX_LENGTH:
                candidate.leave_out(Reason.TEXT_TOO_LONG, wording.too_long(candidate.text))

    def _reachable_in_time(self, page: Sequence[Candidate]) -> None:
        at_once = Slot(self.starts_at)
        for candidate in page:
            candidate.slot = self._slot_of(candidate) if self.hours else at_once
            if candidate.slot is None or (self.send_before and candidate.slot.opens_at >= self.send_before):
                candidate.leave_out(Reason.OUTSIDE_HOURS)

    def _slot_of(self, candidate: Candidate) -> Slot | None:
        return slot_of(self.hours, country=candidate.country, number=candidate.number, after=self.starts_at)

    def _doubtful(self, page: Sequence[Candidate]) -> None:
        for candidate in page:
            if doubt := doubt_of(candidate.number):
                candidate.leave_out(Reason.DOUBTFUL, doubt)


def leave_out_same_numbers(page: Iterable[Candidate], seen: set[str]) -> None:
    """Of several with one number the first is texted; `seen` gathers the numbers from page to page."""
    for candidate in page:
        if candidate.number in seen:
            candidate.leave_out(Reason.SAME_NUMBER)
        elif not candidate.reason:
            seen.add(candidate.number)


def _leave_out(page: Iterable[Candidate], numbers: set[str], reason: str) -> None:
    for candidate in page:
        if candidate.number in numbers:
            candidate.leave_out(reason)
