"""Outcomes: what an answer of Mitto's makes of an SMS, written down one batch at a time."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef

from gateway.answers import Answer, Verdict
from gateway.callbacks import id_key
from sms.circuit import rate_limit_delay, tell_gateway_state, unreachable_delay
from sms.models import Attempt, Sms
from sms.outbox import Parcel
from sms.returning import many, prepared_cursor
from sms.status import Actor, Status, sources

log = structlog.get_logger(__name__)

MAX_INTERNAL_ERRORS = 5
SENT_AGAIN = "It never left, and was sent again."


@dataclass(frozen=True, slots=True)
class Landed:
    """A parcel whose try is over, with the answer and the attempt it belongs to."""

    parcel: Parcel
    attempt_id: uuid.UUID
    answer: Answer
    shared_a_call: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of the row; `delay` in seconds only where it is queued again."""

    status: Status
    delay: float | None = None


def decide(answer: Answer, *, tries: int, retry_internal_errors: bool, shared_a_call: bool = False) -> Outcome:
    """The answer table. `tries` counts this one, and after an internal error only those that ended in one.

    One code for a call of many does not tell whose fault it was: each is sent again by itself (`sms.sharing`).
    """
    match answer.verdict:
        case Verdict.ACCEPTED:
            return Outcome(Status.SENT)
        case Verdict.REFUSED:
            return Outcome(Status.QUEUED, 0) if shared_a_call else Outcome(Status.FAILED)
        case Verdict.RATE_LIMITED:
            return Outcome(Status.QUEUED, rate_limit_delay(answer))
        case Verdict.UNAUTHORIZED:
            return Outcome(Status.QUEUED, 0)
        case Verdict.UNREACHABLE:
            return Outcome(Status.QUEUED, unreachable_delay(tries))
        case Verdict.INTERNAL_ERROR:
            if retry_internal_errors and tries < MAX_INTERNAL_ERRORS:
                return Outcome(Status.QUEUED, unreachable_delay(tries))
            return Outcome(Status.FAILED)
        case Verdict.UNKNOWN:
            return Outcome(Status.UNKNOWN)


def record(landed: Sequence[Landed], *, retry_internal_errors: bool = True) -> None:
    """Write a batch of outcomes down. One that the database refuses must not keep the others: its lease ends it."""
    try:
        _record(landed, retry_internal_errors)
    except (DataError, IntegrityError) as error:
        if len(landed) == 1:
            log.error("outcome_not_recorded", sms=landed[0].parcel.pk, error=type(error).__name__)
            return
        for each in landed:
            record([each], retry_internal_errors=retry_internal_errors)


def _record(landed: Sequence[Landed], retry_internal_errors: bool) -> None:
    """All in one statement, each guarded by its attempt; trouble is kept as well, and tells the gateway's state."""
    if not landed:
        return
    tries = _tries(landed)
    rows = [_row(each, tries[each.parcel.pk], retry_internal_errors) for each in landed]
    troubled = [each for each in landed if each.answer.verdict != Verdict.ACCEPTED]
    if not troubled:
        return _write(rows)
    with transaction.atomic():
        _write(rows)
        Attempt.objects.bulk_create(
            Attempt(
                sms_id=each.parcel.pk,
                attempt_id=each.attempt_id,
                verdict=each.answer.verdict,
                error=each.answer.error[:255],
            )
            for each in troubled
        )
        _end_what_was_sent_again([each.parcel.pk for each in troubled])
        tell_gateway_state([each.answer for each in troubled])


def _end_what_was_sent_again(keys: Sequence[int]) -> None:
    """While its worker stood still it was unknown, and a person sent it again: it must not leave as well."""
    queued = Sms.objects.filter(pk__among=keys, status__in=sources(Status.CANCELLED, Actor.ENGINE))
    sent_again = Exists(Sms.objects.filter(resend_of=OuterRef("pk")))
    queued.filter(sent_again).update(status=Status.CANCELLED, error=SENT_AGAIN)


def _tries(landed: Sequence[Landed]) -> dict[int, int]:
    """How often each SMS was tried, this time included. An outage must not use up the tries of an internal error."""
    failed = [each.parcel.pk for each in landed if each.answer.verdict == Verdict.INTERNAL_ERROR]
    tries = {each.parcel.pk: each.parcel.tries + 1 for each in landed}
    if failed:
        before = Attempt.objects.filter(sms__in=failed, verdict=Verdict.INTERNAL_ERROR).order_by()
        counted = Counter(before.values_list("sms_id", flat=True))
        tries |= {pk: counted[pk] + 1 for pk in failed}
    return tries


def _row(landed: Landed, tries: int, retry_internal_errors: bool) -> tuple[Any, ...]:
    parcel, answer = landed.parcel, landed.answer
    outcome = decide(
        answer, tries=tries, retry_internal_errors=retry_internal_errors, shared_a_call=landed.shared_a_call
    )
    is_sent = outcome.status == Status.SENT
    return (
        parcel.pk,
        landed.attempt_id,
        outcome.status.value,
        answer.gateway_id[:64],
        id_key(answer.gateway_id)[:64],
        (answer.parts or parcel.segments) if is_sent else 0,
        "" if is_sent else answer.error[:255],
        answer.code[:32],
        float(outcome.delay or 0),
    )


# A report may have been faster than the answer: then the status stays, and only the id is added. What is queued again
# forgets its attempt: an answer that is recorded twice, because the connection broke at the commit, must not touch
# what was claimed since. The WHERE names nothing but keys: the planner, whose statistics know next to no `posting`
# rows, would go through all the values for each of them.
ASSIGNMENTS = """
    status = CASE WHEN m.status IN ('posting', 'unknown') THEN v.status ELSE m.status END,
    gateway_id = CASE WHEN v.gateway_id <> '' THEN v.gateway_id ELSE m.gateway_id END,
    gateway_key = CASE WHEN v.gateway_key <> '' THEN v.gateway_key ELSE m.gateway_key END,
    sent_messages = CASE WHEN v.parts > 0 THEN v.parts ELSE m.sent_messages END,
    error = CASE WHEN m.status IN ('posting', 'unknown') THEN v.error ELSE m.error END,
    error_code = CASE WHEN m.status IN ('posting', 'unknown') THEN v.code ELSE m.error_code END,
    claim_id = NULL, lease_until = NULL,
    attempt_id = CASE WHEN m.status IN ('posting', 'unknown') AND v.status = 'queued' THEN NULL ELSE m.attempt_id END,
    sent_at = CASE WHEN v.status = 'sent' THEN COALESCE(m.sent_at, {now}) ELSE m.sent_at END,
    due_at = CASE WHEN v.status = 'queued' THEN {later} ELSE m.due_at END
"""
SQLITE_NOW = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')"
SQLITE_LATER = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', v.delay || ' seconds')"
SQLITE = (
    "UPDATE sms_sms AS m SET"
    + ASSIGNMENTS.format(now=SQLITE_NOW, later=SQLITE_LATER)
    + """FROM (SELECT %s AS id, %s AS attempt_id, %s AS status, %s AS gateway_id, %s AS gateway_key, %s AS parts,
        %s AS error, %s AS code, %s AS delay) AS v
    WHERE m.id = v.id AND m.attempt_id = v.attempt_id"""
)
# What `_row` says of a row, in its order, and PostgreSQL's types of it.
COLUMNS = {
    **{"id": "bigint", "attempt_id": "uuid", "status": "text", "gateway_id": "text", "gateway_key": "text"},
    **{"parts": "int", "error": "text", "code": "text", "delay": "float"},
}


# These vary even where they do not: compared with one value, the planner would look through the table for it.
KEYS = ("id", "attempt_id")


@cache
def _postgres(varying: tuple[str, ...]) -> str:
    """The statement for rows that differ in these columns; the others are the same for all, as after a good batch.

    The keys are said twice, so that a table of any size is read by them.
    """
    arrays = ", ".join(f"%s::{COLUMNS[name]}[]" for name in varying)
    same = "".join(f", %s::{kind} AS {name}" for name, kind in COLUMNS.items() if name not in varying)
    return (
        "UPDATE sms_sms AS m SET"
        + ASSIGNMENTS.format(now="now()", later="now() + v.delay * interval '1 second'")
        + f"FROM (SELECT u.*{same} FROM unnest({arrays}) AS u({', '.join(varying)})) AS v"
        + " WHERE m.id = v.id AND m.attempt_id = v.attempt_id AND m.id = ANY(%s)"
    )


def _write(rows: list[tuple[Any, ...]]) -> None:
    if connection.vendor == "postgresql":
        columns = {name: list(values) for name, values in zip(COLUMNS, zip(*rows, strict=True), strict=True)}
        varying = tuple(name for name, values in columns.items() if name in KEYS or len(set(values)) > 1)
        same = [values[0] for name, values in columns.items() if name not in varying]
        with prepared_cursor() as cursor:
            keys = many(columns.pop("id"))
            cursor.execute(_postgres(varying), [*same, *(columns.get(name, keys) for name in varying), keys])
        return
    # SQLite runs it row by row: in one transaction, or each would wait for the disk.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(SQLITE, [(row[0], row[1].hex, *row[2:]) for row in rows])
