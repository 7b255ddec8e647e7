"""What became of each SMS of the past: its answer from Mitto, its reports and replies, applied as the engine does."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from gateway.answers import Answer, read_answer
from gateway.callbacks import DeliveryReport, id_key
from mitto_crm.seeding.past import date_opt_out
from optout import suppression
from sms import inbox
from sms.models import Attempt, DeliveryUpdate, Sms
from sms.reports import apply_report
from sms.status import Status

REFUSED = read_answer(200, b'{"responseCode": 6}')
SILENCE = read_answer(504, b"")

REPORTS = {
    Status.DELIVERED: ("BUFFERED", "SENT", "DELIVERED"),
    Status.UNDELIVERED: ("BUFFERED", "SENT", "UNDELIVERED"),
    Status.EXPIRED: ("BUFFERED", "EXPIRED"),
    Status.REJECTED: ("REJECTED",),
}
DELAYS = {"EXPIRED": timedelta(hours=20)}
ERROR_CODES = {"UNDELIVERED": "438"}

CHANGED = (
    *("created_at", "send_before", "due_at", "status", "skip_reason", "error", "error_code"),
    *("tries", "sent_messages", "sent_at", "gateway_id", "gateway_key", "read_at"),
)
# What came since then, nobody has read yet.
UNREAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Line:
    """An SMS, when it was written or received, and how it ended."""

    sms: Sms
    at: datetime
    fate: Status


def store(lines: Sequence[Line], rng: random.Random) -> None:
    """Store SMS in the order of their time, each with its fate."""
    ordered = sorted(lines, key=lambda line: line.at)
    Sms.objects.bulk_create(line.sms for line in ordered)
    settle(ordered, rng)


def settle(lines: Sequence[Line], rng: random.Random) -> None:
    """Give stored SMS their fate."""
    for line in lines:
        _end(line, rng)
    Sms.objects.bulk_update([line.sms for line in lines], CHANGED)
    for line in lines:
        _follow_up(line, rng)
    DeliveryUpdate.objects.filter(sms__in=[line.sms for line in lines]).update(received_at=F("occurred_at"))


def _end(line: Line, rng: random.Random) -> None:
    sms, at = line.sms, line.at
    sms.created_at, sms.due_at, sms.status = at, None, line.fate
    sms.send_before = None if sms.is_inbound else at + timedelta(days=1)
    if sms.is_inbound and at < timezone.now() - UNREAD:
        sms.read_at = at + timedelta(minutes=20)
    if line.fate in REPORTS or sms.is_inbound:
        sms.gateway_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        sms.gateway_key = id_key(sms.gateway_id)
    if line.fate in REPORTS:
        # The reports move it on from here.
        sms.status, sms.sent_at, sms.sent_messages, sms.tries = Status.SENT, at, sms.segments, 1
    elif line.fate == Status.SKIPPED:
        is_opted_out = suppression.is_opted_out(sms.recipient)
        sms.skip_reason = Sms.SkipReason.OPTED_OUT if is_opted_out else Sms.SkipReason.TOO_LATE
    elif answer := _answer(line):
        sms.error, sms.error_code, sms.tries = answer.error, answer.code, 1


def _answer(line: Line) -> Answer | None:
    return {Status.FAILED: REFUSED, Status.UNKNOWN: SILENCE}.get(line.fate)


def _follow_up(line: Line, rng: random.Random) -> None:
    sms = line.sms
    if sms.is_inbound:
        inbox.act_on(inbox.judge_reply(sms.text), sms)
        if line.fate == Status.OPT_OUT:
            date_opt_out(sms.originator, line.at)
    if answer := _answer(line):
        attempt = Attempt.objects.create(sms=sms, attempt_id=uuid.uuid4(), verdict=answer.verdict, error=answer.error)
        Attempt.objects.filter(pk=attempt.pk).update(at=line.at)
    at = line.at
    for word in REPORTS.get(line.fate, ()):
        at += DELAYS.get(word, timedelta(seconds=rng.randrange(1, 9)))
        apply_report(_report(sms, word, at))


def _report(sms: Sms, word: str, at: datetime) -> DeliveryReport:
    return DeliveryReport(
        gateway_id=sms.gateway_id,
        reference=sms.reference,
        receiver=sms.recipient,
        status=word,
        error_code=ERROR_CODES.get(word, ""),
        network="",
        occurred_at=at,
        error_text="",
    )
