"""Delivery reports: what Mitto says became of an SMS, applied in whatever order it comes.

Three statements: find and lock the SMS, keep the report unless it is there already, move the SMS if that changes it.
"""

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from gateway.callbacks import DeliveryReport, bucket, id_key
from sms.models import DeliveryUpdate, Sms
from sms.models.sms import SmsQuerySet
from sms.returning import insert_if_new
from sms.status import NEVER_LEFT, REPORTED, Actor, Status, rank, sources

Effect = DeliveryUpdate.Effect


# What a report is weighed against; the text and the rest of a row are not fetched.
READ = (
    *("status", "gateway_key", "delivery_status", "error", "error_code"),
    *("segments", "sent_messages", "delivered_at", "has_contradiction"),
)


class Fate(StrEnum):
    """What became of a report."""

    APPLIED = "applied"
    REPEATED = "repeated"
    UNMATCHED = "unmatched"


@transaction.atomic(savepoint=False)
def apply_report(report: DeliveryReport) -> Fate:
    """Keep a report beside its SMS and move the SMS forward if the report outranks what was known."""
    sms = find_sms(report)
    key = id_key(report.gateway_id)
    if sms is None or _may_be_another_part(sms, key):
        return Fate.UNMATCHED
    effect = _effect(sms, report, key)
    is_new = insert_if_new(
        DeliveryUpdate(
            sms=sms,
            gateway_key=key,
            status=report.status,
            error_code=report.error_code[:32],
            error_text=report.error_text[:255],
            network=report.network[:16],
            occurred_at=report.occurred_at,
            effect=effect,
        )
    )
    # Also of a repetition: it may come with another code, and which of the two came first must make no difference.
    if changes := _changes(sms, report, effect):
        Sms.objects.filter(pk=sms.pk).update(**changes)
    return Fate.APPLIED if is_new else Fate.REPEATED


def find_sms(report: DeliveryReport) -> Sms | None:
    """The outbound SMS a report speaks of, locked: by our reference, else by Mitto's id, else by a shared call's.

    A receiver must agree.
    """
    return _find(report, Sms.objects.outbound().select_for_update().only(*READ))


def reference_to_hold_by(report: DeliveryReport) -> str:
    """The reference of the SMS a report speaks of, which in a shared call is not the one that the report names."""
    sms = _find(report, Sms.objects.outbound().only("reference"))
    return sms.reference if sms else report.reference


def _find(report: DeliveryReport, among: SmsQuerySet) -> Sms | None:
    for match in _matches(report):
        rows = among.filter(match)
        if report.receiver:
            rows = rows.filter(recipient=report.receiver)
        if sms := rows.newest_first().first():
            return sms
    return None


def _matches(report: DeliveryReport) -> list[Q]:
    key = id_key(report.gateway_id)
    # Said in the index's own words, or the index of ids would not be used.
    by_key = Q(gateway_key=key) & ~Q(gateway_key="")
    by_call = Q(call_reference=report.reference, recipient=report.receiver)
    return (
        ([Q(reference=report.reference)] if report.reference else [])
        + ([by_key] if key else [])
        + ([by_call] if report.reference and report.receiver else [])
    )


def _may_be_another_part(sms: Sms, key: str) -> bool:
    """Whether only Mitto's answer, still under way, can tell which part of a long text a report is about."""
    return bool(key) and not sms.gateway_key and sms.segments > 1 and sms.status == Status.POSTING


def _effect(sms: Sms, report: DeliveryReport, key: str) -> Effect:
    if key and sms.gateway_key and key != sms.gateway_key:
        # Only the first part's id is returned for a long text: this one is about another part.
        return Effect.PART
    new = bucket(report.status)
    if new is None:
        return Effect.KEPT
    if _outranks(sms, new):
        contradicts = sms.status in REPORTED[1:] or sms.status == Status.FAILED
        return Effect.CONTRADICTED if contradicts else Effect.MOVED
    is_other_ending = sms.status in REPORTED[1:] and new.value != sms.status and rank(new.value) > 0
    return Effect.CONTRADICTED if is_other_ending or sms.status in NEVER_LEFT else Effect.KEPT


def _outranks(sms: Sms, new: StrEnum) -> bool:
    return sms.status in sources(Status(new.value), Actor.REPORT)


def _changes(sms: Sms, report: DeliveryReport, effect: Effect) -> dict[str, Any]:
    """What a new report changes on its SMS: its status if that outranks, Mitto's id if it was not known."""
    if effect == Effect.PART:
        return {}
    changes: dict[str, Any] = {}
    if effect == Effect.CONTRADICTED and not sms.has_contradiction:
        changes["has_contradiction"] = True
    if report.gateway_id and not sms.gateway_key and sms.segments <= 1:
        # Of a longer text it may be any part's id, and which one came first must make no difference.
        changes |= {"gateway_id": report.gateway_id, "gateway_key": id_key(report.gateway_id)}
    new = bucket(report.status)
    if new is not None and _outranks(sms, new):
        changes |= _move(sms, Status(new.value), report)
    elif new is not None and new.value == sms.status:
        changes |= _say_more(sms, report)
    return changes


def _move(sms: Sms, new: Status, report: DeliveryReport) -> dict[str, Any]:
    moved: dict[str, Any] = {
        "status": new,
        "claim_id": None,
        "lease_until": None,
        "sent_messages": sms.sent_messages or sms.segments,
        "sent_at": Coalesce("sent_at", Now()),
    }
    if new == Status.DELIVERED:
        moved["delivered_at"] = report.occurred_at or Now()
    return moved | words(new, report)


def _say_more(sms: Sms, report: DeliveryReport) -> dict[str, Any]:
    """Of several reports of one status the same must win whatever their order: the last words, the earliest time."""
    said = words(Status(sms.status), report)
    more = said if tuple(said.values()) > tuple(getattr(sms, name) for name in said) else {}
    if sms.delivered_at and report.occurred_at and report.occurred_at < sms.delivered_at:
        more["delivered_at"] = report.occurred_at
    return more


def words(status: Status, report: DeliveryReport) -> dict[str, Any]:
    """What the SMS says of its delivery once this report gave it its status."""
    is_bad = status not in (Status.SENT, Status.DELIVERED)
    return {
        "delivery_status": report.status,
        "error": _sentence(report) if is_bad else "",
        "error_code": report.error_code[:32] if is_bad else "",
    }


def _sentence(report: DeliveryReport) -> str:
    code = f" (error code {report.error_code})" if report.error_code.strip("0") else ""
    detail = f": {report.error_text}" if report.error_text else ""
    return f"Mitto reported {report.status}{code}{detail}"[:255]
