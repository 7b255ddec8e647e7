"""Settling by hand what the engine must not decide: an SMS that may have been sent, and one that is too late."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Now

from configuration import audit
from configuration.models import Configuration, Sender
from optout import suppression
from sms import readiness, wording
from sms.bell import ring_on_commit
from sms.compose import OPTED_OUT, queue
from sms.models import Broadcast, Sms
from sms.models.sms import SmsQuerySet
from sms.refusal import Refused
from sms.status import Actor, Status, sources

NO_REASON = "Say why; the audit trail keeps it."
SETTLED = "This SMS is not unknown any more: look at its status now. Nothing was changed."
SENT_AGAIN = "This SMS was already sent again as {number}. Nothing was sent."

# What one who reads the same words again gets; the rest belongs to the first try.
COPIED = ("recipient", "text", "encoding", "segments", "lead_id", "contact_id", "campaign_id", "template_id", "is_test")


@transaction.atomic
def mark_as_sent(sms: Sms, *, by: Any, reason: str) -> None:
    """Take an unknown SMS as sent, because somebody found out that it was."""
    kept = _reason(reason)
    unknown = Sms.objects.filter(pk=sms.pk, status__in=sources(Status.SENT, Actor.PERSON))
    sent_at = Coalesce("sent_at", Now())
    if not unknown.update(status=Status.SENT, sent_at=sent_at, sent_messages=F("segments"), error="", error_code=""):
        raise Refused({"__all__": [SETTLED]})
    audit.record(audit.What.MARKED_AS_SENT, by=by, detail=f"{sms.number}: {kept}")


def send_again(sms: Sms, *, by: Any, reason: str) -> Sms:
    """Queue the same text once more under a new reference, though the first may have arrived.

    The unknown one stays as it is until a report or a person settles it, and is sent again once at most.
    """
    kept = _reason(reason)
    with transaction.atomic():
        first = Sms.objects.select_for_update().get(pk=sms.pk)
        if first.status != Status.UNKNOWN:
            raise Refused({"__all__": [SETTLED]})
        if again := first.resends.first():
            raise Refused({"__all__": [SENT_AGAIN.format(number=again.number)]}, code="already_sent")
        _check(first)
        again = Sms(originator=first.originator, resend_of=first, created_by=by)
        for name in COPIED:
            setattr(again, name, getattr(first, name))
        queue(again)
        audit.record(audit.What.SENT_AGAIN, by=by, detail=f"{first.number} as {again.number}: {kept}")
    return again


def can_be_queued_again(sms: Sms) -> bool:
    """Whether it was left out for being late, and would still be welcome."""
    return sms.skip_reason == Sms.SkipReason.TOO_LATE and _late().filter(pk=sms.pk).exists()


@transaction.atomic
def queue_again(sms: Sms) -> bool:
    """Give an SMS that was too late a new window; False when it cannot be, or not any more, queued again."""
    window = timedelta(hours=Configuration.current().send_before_hours)
    values = {"skip_reason": "", "error": "", "error_code": "", "due_at": Now(), "send_before": Now() + window}
    # The allowed hours it was given belong to its old turn: the engine works out the next ones.
    values["open_until"] = Case(When(open_until__isnull=False, then=Now()))
    is_queued = bool(_late().filter(pk=sms.pk).update(status=Status.QUEUED, **values))
    if is_queued:
        ring_on_commit()
    return is_queued


def _late() -> SmsQuerySet:
    """Left out for being late. A late answer to STOP would be an unwanted SMS; what was cancelled stays cancelled."""
    late = Sms.objects.filter(status__in=sources(Status.QUEUED, Actor.PERSON), skip_reason=Sms.SkipReason.TOO_LATE)
    cancelled = Broadcast.objects.filter(status=Broadcast.Status.CANCELLED)
    return late.exclude(origin=Sms.Origin.CONFIRMATION).exclude(broadcast__in=cancelled)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused({"reason": [NO_REASON]})
    return reason.strip()


def _check(sms: Sms) -> None:
    """What is true of every new SMS must be true of this one."""
    if missing := readiness.problems():
        raise Refused({"__all__": [problem.sentence for problem in missing]}, code="not_ready")
    if not Sender.objects.filter(name=sms.originator).exists():
        raise Refused({"__all__": [wording.NO_SENDER]})
    person = sms.person
    if suppression.is_opted_out(sms.recipient) or (person and person.has_pending_opt_out):
        raise Refused({"__all__": [OPTED_OUT]}, code="opted_out")
