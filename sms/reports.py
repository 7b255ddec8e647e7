"""Delivery reports: what Mitto says became of an SMS, applied in whatever order it comes."""

from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Now

from gateway.callbacks import DeliveryReport, bucket, id_key
from sms.models import DeliveryUpdate, Sms
from sms.status import REPORTED, Actor, Status, rank, sources

Effect = DeliveryUpdate.Effect

CHANGED_BY_REPORTS = (
    "status",
    "delivery_status",
    "has_contradiction",
    "gateway_id",
    "gateway_key",
    "sent_messages",
    "error",
    "error_code",
    "sent_at",
    "delivered_at",
    "claim_id",
    "lease_until",
)


class Fate(StrEnum):
    """What became of a report."""

    APPLIED = "applied"
    REPEATED = "repeated"
    UNMATCHED = "unmatched"


@transaction.atomic
def apply_report(report: DeliveryReport) -> Fate:
    """Keep a report beside its SMS and move the SMS forward if the report outranks what was known."""
    sms = find_sms(report)
    if sms is None:
        return Fate.UNMATCHED
    key = id_key(report.gateway_id)
    effect = _effect(sms, report, key)
    _, is_new = DeliveryUpdate.objects.get_or_create(
        sms=sms,
        gateway_key=key,
        status=report.status,
        defaults={
            "error_code": report.error_code[:32],
            "error_text": report.error_text[:255],
            "network": report.network[:16],
            "occurred_at": report.occurred_at,
            "effect": effect,
        },
    )
    if not is_new:
        return Fate.REPEATED
    if effect != Effect.PART:
        _note(sms, report, effect)
    return Fate.APPLIED


def find_sms(report: DeliveryReport) -> Sms | None:
    """The outbound SMS a report speaks of, locked: by our reference, else by Mitto's id. A receiver must agree."""
    for match in _matches(report):
        rows: QuerySet[Sms] = Sms.objects.outbound().select_for_update().filter(match)
        if report.receiver:
            rows = rows.filter(recipient=report.receiver)
        if sms := rows.order_by("-pk").first():
            return sms
    return None


def _matches(report: DeliveryReport) -> list[Q]:
    key = id_key(report.gateway_id)
    return ([Q(reference=report.reference)] if report.reference else []) + ([Q(gateway_key=key)] if key else [])


def _effect(sms: Sms, report: DeliveryReport, key: str) -> Effect:
    if key and sms.gateway_key and key != sms.gateway_key:
        # Only the first part's id is returned for a long text: this one is about another part.
        return Effect.PART
    new = bucket(report.status)
    if new is None:
        return Effect.KEPT
    if sms.status in sources(Status(new.value), Actor.REPORT):
        contradicts = sms.status in REPORTED[1:] or sms.status == Status.FAILED
        return Effect.CONTRADICTED if contradicts else Effect.MOVED
    is_other_ending = sms.status in REPORTED[1:] and new.value != sms.status and rank(new.value) > 0
    never_left = sms.status in (Status.SKIPPED, Status.CANCELLED, Status.FAILED)
    return Effect.CONTRADICTED if is_other_ending or never_left else Effect.KEPT


def _note(sms: Sms, report: DeliveryReport, effect: Effect) -> None:
    """Write on the SMS what the report changes: its status if that outranks, Mitto's id if it was not known."""
    sms.has_contradiction = sms.has_contradiction or effect == Effect.CONTRADICTED
    if report.gateway_id and not sms.gateway_key:
        sms.gateway_id, sms.gateway_key = report.gateway_id, id_key(report.gateway_id)
    new = bucket(report.status)
    if new is not None and sms.status in sources(Status(new.value), Actor.REPORT):
        _move(sms, Status(new.value), report)
    elif new is not None and new.value == sms.status and report.status > sms.delivery_status:
        # Of several words for one status the same one must win whatever their order: the last by the alphabet.
        _take_words(sms, report)
    sms.save(update_fields=CHANGED_BY_REPORTS)


def _move(sms: Sms, new: Status, report: DeliveryReport) -> None:
    sms.status = new
    sms.lease_until = sms.claim_id = None
    sms.sent_messages = sms.sent_messages or sms.segments
    sms.sent_at = Coalesce("sent_at", Now())
    if new == Status.DELIVERED:
        sms.delivered_at = report.occurred_at or Now()
    _take_words(sms, report)


def _take_words(sms: Sms, report: DeliveryReport) -> None:
    is_bad = sms.status not in (Status.SENT, Status.DELIVERED)
    sms.delivery_status = report.status
    sms.error = _sentence(report) if is_bad else ""
    sms.error_code = report.error_code[:32] if is_bad else ""


def _sentence(report: DeliveryReport) -> str:
    code = f" (error code {report.error_code})" if report.error_code else ""
    detail = f": {report.error_text}" if report.error_text else ""
    return f"Mitto reported {report.status}{code}{detail}"[:255]
