"""The journal: store what came before anything is done with it, then act on it."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from callbacks.models import HeldReport, RawEvent
from callbacks.spool import Request
from gateway.callbacks import DeliveryReport, Event, Inbound, Unrecognised, id_key, parse_callback
from sms import inbox, reports
from sms.reports import Fate

log = structlog.get_logger(__name__)

Outcome = RawEvent.Outcome

MOST_TRIES = 5
RETRY_AFTER = timedelta(minutes=1)
BATCH = 100


def store(request: Request, *, outcome: str = Outcome.PENDING, note: str = "") -> RawEvent:
    """Write one request down as it came, all but its token."""
    return RawEvent.objects.create(
        method=request.method,
        query=request.query,
        content_type=request.content_type[:100],
        body=request.body,
        digest=hashlib.sha256(request.query.encode() + b"\n" + request.body).hexdigest(),
        outcome=outcome,
        note=note[:255],
    )


def parse(event: RawEvent) -> list[Event]:
    """What a stored request says."""
    return parse_callback(query=event.query, content_type=event.content_type, body=bytes(event.body))


def process(event: RawEvent, parsed: Sequence[Event]) -> None:
    """Act on every event of a request, each on its own: one that fails leaves the others done."""
    held = failed = understood = 0
    for position, each in enumerate(parsed):
        try:
            fate = act_on(each, reference=f"event-{event.pk}-{position}")
        except Exception as error:  # one bad event must not take the others of its request with it
            log.error("callback_event_failed", event=event.pk, position=position, error=type(error).__name__)
            failed += 1
            continue
        understood += not isinstance(each, Unrecognised)
        if fate == Fate.UNMATCHED and isinstance(each, DeliveryReport):
            _hold(event, position, each)
            held += 1
    RawEvent.objects.filter(pk=event.pk).update(
        outcome=_outcome(held=held, failed=failed, understood=understood),
        note=f"{understood} understood, {held} held, {failed} failed",
        tries=F("tries") + 1,
        processed_at=Now(),
    )


def act_on(event: Event, *, reference: str) -> Fate:
    """Hand one event to the part of the CRM it is for. `reference` names it, so that a replay stores no reply twice."""
    with transaction.atomic():
        if isinstance(event, DeliveryReport):
            return reports.apply_report(event)
        if isinstance(event, Inbound):
            return Fate.APPLIED if inbox.receive(event, reference=reference) else Fate.REPEATED
        return Fate.APPLIED


def process_again(event: RawEvent) -> None:
    """Replay a stored request. What it already did is not done twice."""
    process(event, parse(event))


def retry_failed() -> int:
    """Replay what failed, a minute later and five times at most; returns how many were tried."""
    failed = RawEvent.objects.filter(outcome__in=[Outcome.PENDING, Outcome.FAILED], tries__lt=MOST_TRIES)
    due = failed.filter(Q(processed_at__isnull=True) | Q(processed_at__lt=Now() - RETRY_AFTER))
    tried = list(due.order_by("pk")[:BATCH])
    for event in tried:
        process_again(event)
    return len(tried)


def _hold(event: RawEvent, position: int, report: DeliveryReport) -> None:
    HeldReport.objects.get_or_create(
        raw_event=event,
        position=position,
        defaults={"gateway_key": id_key(report.gateway_id)[:64], "reference": report.reference[:64]},
    )


def _outcome(*, held: int, failed: int, understood: int) -> str:
    if failed:
        return Outcome.FAILED
    if held:
        return Outcome.HELD
    return Outcome.PROCESSED if understood else Outcome.IGNORED
