"""The journal: store what came before anything is done with it, then act on it."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from callbacks.models import HeldReport, RawEvent
from callbacks.spool import Request
from gateway.callbacks import (
    DeliveryReport,
    Event,
    Inbound,
    MalformedCallback,
    Unrecognised,
    id_key,
    parse_callback,
)
from sms import inbox, reports
from sms.reports import Fate

log = structlog.get_logger(__name__)

Outcome = RawEvent.Outcome

MOST_TRIES = 5
RETRY_AFTER = timedelta(minutes=1)
BATCH = 100


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the events of a request."""

    understood: int
    held: int = 0
    failed: int = 0

    @property
    def outcome(self) -> str:
        if self.failed:
            return Outcome.FAILED
        if self.held:
            return Outcome.HELD
        return Outcome.PROCESSED if self.understood else Outcome.IGNORED

    def __str__(self) -> str:
        return f"{self.understood} understood, {self.held} held, {self.failed} failed"


def store(request: Request, *, outcome: str = Outcome.PENDING, note: str = "", **fields: Any) -> RawEvent:
    """Write one request down as it came, all but its token and secret."""
    event = RawEvent.objects.create(
        method=request.method,
        query=request.query,
        content_type=request.content_type[:100],
        body=request.body,
        digest=digest(request),
        outcome=outcome,
        note=note[:255],
        **fields,
    )
    if request.came_at:
        RawEvent.objects.filter(pk=event.pk).update(received_at=request.came_at)
    return event


def digest(request: Request) -> str:
    """The same for the same request, but for what waited on the spool, each of which came once."""
    said = f"{request.name}{request.query}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()


def has(request: Request) -> bool:
    """Whether a request that waited on the spool is stored already."""
    return RawEvent.objects.filter(digest=digest(request)).exists()


def take(request: Request, parsed: Sequence[Event]) -> None:
    """Store a new request and act on it, in the caller's transaction.

    It is stored as what it will be if all goes well, so that only another ending costs a second statement. The only
    event of a request needs no savepoint: if it fails, so does the transaction, and the caller keeps the request.
    """
    hoped_for = Result(understood=sum(not isinstance(each, Unrecognised) for each in parsed))
    event = store(request, outcome=hoped_for.outcome, note=str(hoped_for), tries=1, processed_at=Now())
    result = _act_on_all(event, parsed, is_isolated=len(parsed) > 1, said_at=request.came_at)
    if result != hoped_for:
        RawEvent.objects.filter(pk=event.pk).update(outcome=result.outcome, note=str(result))


def parse(event: RawEvent) -> list[Event]:
    """What a stored request says."""
    return parse_callback(query=event.query, content_type=event.content_type, body=bytes(event.body))


def process(event: RawEvent, parsed: Sequence[Event]) -> None:
    """Act on every event of a stored request, each on its own: one that fails leaves the others done."""
    result = _act_on_all(event, parsed, is_isolated=True, said_at=event.received_at)
    RawEvent.objects.filter(pk=event.pk).update(
        outcome=result.outcome, note=str(result), tries=F("tries") + 1, processed_at=Now()
    )


def act_on(event: Event, *, reference: str, said_at: datetime | None) -> Fate:
    """Hand one event to the part of the CRM it is for. `reference` names it, so that a replay stores no reply twice.

    `said_at` is given where it was not now: later words may have been heard first.
    """
    if isinstance(event, DeliveryReport):
        return reports.apply_report(event)
    if isinstance(event, Inbound):
        is_new = inbox.receive(event, reference=reference, said_at=said_at)
        return Fate.APPLIED if is_new else Fate.REPEATED
    return Fate.APPLIED


def process_again(event: RawEvent) -> None:
    """Replay a stored request. What it already did is not done twice; what cannot be read stays as it is."""
    with suppress(MalformedCallback):
        process(event, parse(event))


def retry_failed() -> int:
    """Replay what failed, a minute later and five times at most; returns how many were tried."""
    failed = RawEvent.objects.filter(outcome__in=[Outcome.PENDING, Outcome.FAILED], tries__lt=MOST_TRIES)
    due = failed.filter(Q(processed_at__isnull=True) | Q(processed_at__lt=Now() - RETRY_AFTER))
    tried = list(due.order_by("pk")[:BATCH])
    for event in tried:
        process_again(event)
    return len(tried)


def _act_on_all(event: RawEvent, parsed: Sequence[Event], *, is_isolated: bool, said_at: datetime | None) -> Result:
    held = failed = understood = 0
    for position, each in enumerate(parsed):
        try:
            with transaction.atomic(savepoint=is_isolated):
                fate = act_on(each, reference=f"event-{event.pk}-{position}", said_at=said_at)
        except Exception as error:  # one bad event must not take the others of its request with it
            if not is_isolated:
                raise
            log.error("callback_event_failed", raw_event=event.pk, position=position, error=type(error).__name__)
            failed += 1
            continue
        understood += not isinstance(each, Unrecognised)
        if fate == Fate.UNMATCHED and isinstance(each, DeliveryReport):
            _hold(event, position, each)
            held += 1
    return Result(understood, held, failed)


def _hold(event: RawEvent, position: int, report: DeliveryReport) -> None:
    held = HeldReport(
        raw_event=event,
        position=position,
        gateway_key=id_key(report.gateway_id)[:64],
        reference=reports.reference_to_hold_by(report)[:64],
    )
    HeldReport.objects.bulk_create([held], ignore_conflicts=True)
