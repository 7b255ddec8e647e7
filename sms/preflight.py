"""The pre-flight: every member rendered for real, so that what a broadcast does is known before it is sent."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone

from configuration.models import Configuration, Sender
from crm.phone import doubt_of
from gateway import gsm7
from gateway.segments import Encoding
from sms import wording
from sms.audience import Audience, Page, pages
from sms.candidates import Candidate, Judge, leave_out_same_numbers
from sms.figures import Preflight, Sample
from sms.seal import seal
from templates_app.merge import CompiledText, compile_text

GSM_ALPHABET = frozenset(gsm7.BASIC + gsm7.EXTENSION)


def preflight(
    audience: Audience,
    text: str,
    *,
    sender: Sender | None = None,
    scheduled_at: datetime | None = None,
    leave_out_doubtful: bool = False,
) -> Preflight:
    """Render every member of a campaign or a selection and count; nothing is queued.

    Memory grows by the numbers alone, about a hundred bytes each: they are what finds two members with one number.
    """
    setup = Configuration.current()
    found = Preflight(text=text, price_per_part=setup.price_per_part, currency=setup.currency)
    found.is_one_way = sender is not None and not sender.can_be_answered
    compiled = compile_text(text)
    audience_print = sha256()
    judge = judge_for(compiled, scheduled_at=scheduled_at, spares_doubtful=leave_out_doubtful)
    for page in judged_pages(audience, judge):
        _count(found, page, compiled)
        if judge.hours:
            _count_hours(found, page, judge.starts_at)
        audience_print.update("\n".join(f"{c.member_id} {c.number} {c.reason} {c.text}" for c in page).encode())
    found.digest = seal(
        wording=f"{sender and sender.name} {scheduled_at} {text}",
        audience=audience_print.hexdigest(),
        members=found.members,
        recipients=found.recipients,
        messages=found.messages,
    )
    return found


def judge_for(text: CompiledText, *, scheduled_at: datetime | None = None, spares_doubtful: bool = False) -> Judge:
    """The judge of a broadcast that starts now, or at a given time."""
    starts_at = scheduled_at or timezone.now()
    window = timedelta(hours=Configuration.current().send_before_hours)
    return Judge(text, starts_at=starts_at, send_before=starts_at + window, spares_doubtful=spares_doubtful)


def judged_pages(audience: Audience, judge: Judge, *, size: int | None = None) -> Iterator[Page]:
    """All members in pages, shared numbers left out too."""
    seen: set[str] = set()
    for page in pages(audience, judge, size=size):
        leave_out_same_numbers(page, seen)
        yield page


def _count(found: Preflight, page: Sequence[Candidate], compiled: CompiledText) -> None:
    found.members += len(page)
    found.last_member = page[-1].member_id
    for candidate in page:
        if candidate.reason:
            found.exclusions[candidate.reason] += 1
        else:
            _count_recipient(found, candidate, compiled)


def _count_recipient(found: Preflight, candidate: Candidate, compiled: CompiledText) -> None:
    rendered = wording.count(candidate.text)
    found.recipients += 1
    found.encodings[rendered.encoding] += 1
    found.histogram[rendered.segments] += 1
    found.doubtful += bool(doubt_of(candidate.number))
    if rendered.encoding == Encoding.UCS2:
        found.outsiders.update(set(candidate.text) - GSM_ALPHABET)
    _show(found, Sample(candidate, rendered), compiled)


def _count_hours(found: Preflight, page: Sequence[Candidate], starts_at: datetime) -> None:
    """Who has to wait for their hours, and until when."""
    slots = [(candidate, candidate.slot) for candidate in page if candidate.slot and not candidate.reason]
    found.zones_by_number += sum(not candidate.country for candidate, _ in slots)
    later = [slot.opens_at for _, slot in slots if slot.opens_at > starts_at]
    found.delayed += len(later)
    found.last_at = max([*later, *filter(None, [found.last_at])], default=None)


def _show(found: Preflight, sample: Sample, compiled: CompiledText) -> None:
    """Keep a recipient as a sample where they are the first of their kind, or beat the longest so far."""
    found.first = found.first or sample
    if found.longest is None or sample.size > found.longest.size:
        found.longest = sample
    if found.with_hole is None and compiled.empty_fields_of_row(sample.candidate.values):
        found.with_hole = sample
