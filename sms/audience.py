"""The audience of a broadcast, read in pages: members, or those whom an earlier broadcast failed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from configuration.models import Configuration
from crm.models import Campaign
from crm.phone import stored_number
from sms.candidates import Candidate, Judge, Reason
from sms.models import Broadcast, Selection, Sms
from sms.status import NEVER_LEFT, Status
from templates_app.merge import CompiledText

PAGE = 5000

# Certainly not received. `unknown` is not among them: that would risk texting somebody twice.
FAILED = (Status.FAILED, Status.UNDELIVERED, Status.REJECTED, Status.EXPIRED)

Page = list[Candidate]
Audience = Campaign | Selection


def pages(
    audience: Audience, judge: Judge, *, after: int = 0, up_to: int | None = None, size: int | None = None
) -> Iterator[Page]:
    """The members of a campaign or a selection by id in pages of constant size, each judged on its own.

    A number that two members share is judged by the caller, who knows what went before.
    """
    reader = _MemberReader(judge.text, audience)
    while page := reader.read(after=after, up_to=up_to, size=size or PAGE):
        judge.judge(page)
        yield page
        after = page[-1].member_id


def pages_of(broadcast: Broadcast, judge: Judge) -> Iterator[Page]:
    """What is left to build of a broadcast."""
    if broadcast.resend_of_id:
        return _failed_pages(broadcast, judge)
    assert broadcast.audience is not None, "a broadcast without its campaign is not built"
    return pages(broadcast.audience, judge, after=broadcast.built_to, up_to=broadcast.last_member)


def failed_sms(broadcast: Broadcast) -> Any:
    """The SMS of a broadcast that certainly did not arrive, nor what was sent again instead of them."""
    failed = Sms.objects.filter(broadcast=broadcast, status__in=FAILED)
    may_have_arrived = Sms.objects.exclude(status__in=(*FAILED, *NEVER_LEFT))
    failed = failed.exclude(Exists(may_have_arrived.filter(resend_of=OuterRef("pk"))))
    if resends := _resends_of(broadcast):
        # By the index of numbers: of a broadcast each has one SMS.
        failed = failed.exclude(Exists(may_have_arrived.filter(recipient=OuterRef("recipient"), broadcast__in=resends)))
    return failed


def _resends_of(broadcast: Broadcast) -> list[int]:
    """The broadcasts that send it again, and those that send these again."""
    found: list[int] = []
    newest = [broadcast.pk]
    while newest := list(Broadcast.objects.filter(resend_of__in=newest).values_list("pk", flat=True)):
        found += newest
    return found


def _failed_pages(broadcast: Broadcast, judge: Judge) -> Iterator[Page]:
    assert broadcast.resend_of is not None
    failed = failed_sms(broadcast.resend_of).filter(pk__lte=broadcast.last_member).order_by("pk")
    columns = ["pk", "lead_id", "contact_id", "recipient", "text"]
    columns += [f"{kind}__{column}" for column in ("country", "has_pending_opt_out") for kind in ("lead", "contact")]
    after = broadcast.built_to
    while rows := list(failed.filter(pk__gt=after).values_list(*columns)[:PAGE]):
        page = [_failed_candidate(row) for row in rows]
        judge.judge(page)
        yield page
        after = page[-1].member_id


def _failed_candidate(row: tuple[Any, ...]) -> Candidate:
    pk, lead_id, contact_id, number, text, of_lead, of_contact, *is_pending = row
    candidate = Candidate(pk, lead_id, contact_id, number, country=of_lead or of_contact or "", text=text)
    if any(is_pending):
        candidate.leave_out(Reason.OPTED_OUT)
    return candidate


class _MemberReader:
    """Reads members as plain rows: the ids, the mobile as typed and in E.164, then the columns of the merge fields."""

    def __init__(self, text: CompiledText, audience: Audience) -> None:
        setup = Configuration.current()
        self.audience, self.default_country = audience, setup.default_country
        # A selection is of one kind, and its text may name what only that kind has.
        kinds = (audience.object_name,) if isinstance(audience, Selection) else ("lead", "contact")
        self.columns = ["id", "lead_id", "contact_id"]
        self.parts: dict[str, slice] = {}
        for kind in kinds:
            mobile = getattr(setup, f"{kind}_mobile")
            person = (mobile, f"{mobile}_e164", "country", "has_pending_opt_out", *text.attributes)
            self.parts[kind] = slice(len(self.columns), len(self.columns) + len(person))
            self.columns += [f"{kind}__{column}" for column in person]

    def read(self, *, after: int, up_to: int | None, size: int) -> Page:
        members: Any = self.audience.members
        members = members.filter(pk__gt=after).order_by("pk")
        if up_to is not None:
            members = members.filter(pk__lte=up_to)
        return [self._candidate(row) for row in members.values_list(*self.columns)[:size]]

    def _candidate(self, row: tuple[Any, ...]) -> Candidate:
        member_id, lead_id, contact_id = row[:3]
        typed, number, country, is_pending, *values = row[self.parts["lead" if lead_id else "contact"]]
        candidate = Candidate(member_id, lead_id, contact_id, number, country, values)
        if is_pending:
            candidate.leave_out(Reason.OPTED_OUT)
        elif not number and not typed:
            candidate.leave_out(Reason.NO_NUMBER)
        elif not number:
            problem = stored_number(number, typed, country or self.default_country).problem
            candidate.leave_out(Reason.UNUSABLE_NUMBER, f"{typed}: {problem}")
        return candidate
