"""Broadcasts in the hands of people: preview, launch, follow, pause, resume, cancel."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce, Now

from sms.audience import Audience
from sms.bell import BUILD, ring_on_commit
from sms.building import build
from sms.launching import launch
from sms.models import Broadcast
from sms.preflight import judge_for, judged_pages
from sms.progress import Progress, progress
from sms.status import Actor, sources
from sms.status import Status as SmsStatus
from templates_app.merge import compile_text

__all__ = ["Preview", "Progress", "build", "cancel_remaining", "launch", "pause", "preview", "progress", "resume"]

Status = Broadcast.Status

PAUSABLE = (Status.BUILDING, Status.WAITING, Status.RUNNING)
CANCELLABLE = (Status.DRAFT, Status.SCHEDULED, *PAUSABLE, Status.PAUSED, Status.MISSED)


@dataclass(slots=True)
class Preview:
    """Who a broadcast would reach: members, recipients, and the others by reason."""

    members: int = 0
    recipients: int = 0
    exclusions: Counter[str] = field(default_factory=Counter)
    is_complete: bool = True


def preview(audience: Audience, *, at_most: int | None = None) -> Preview:
    """Count an audience's recipients and those left out, by the numbers alone.

    With more than `at_most` members nobody is looked at and `is_complete` is false: a page opens at once however many
    there are.
    """
    result = Preview()
    if at_most is not None and audience.members.order_by()[: at_most + 1].count() > at_most:
        return Preview(members=at_most, is_complete=False)
    for page in judged_pages(audience, judge_for(compile_text("-"))):
        result.members += len(page)
        reasons = Counter(candidate.reason for candidate in page)
        result.recipients += reasons.pop("", 0)
        result.exclusions += reasons
    return result


def pause(broadcast: Broadcast, *, by: Any, reason: str = "") -> bool:
    """Stop arming its SMS; what is already in the air still leaves. False when it was not running."""
    return _change(broadcast, PAUSABLE, Status.PAUSED, pause_reason=reason or f"Paused by {by}.")


def resume(broadcast: Broadcast, *, by: Any) -> bool:
    """Go on where it stopped, whoever or whatever stopped it: building first if that was not done."""
    new = Status.RUNNING if broadcast.is_built else Status.BUILDING
    values = {"pause_reason": "", "started_at": Coalesce("started_at", Now())}
    with transaction.atomic():
        resumed = _change(broadcast, (Status.PAUSED, Status.MISSED), new, **values)
        ring_on_commit() if broadcast.is_built else ring_on_commit(BUILD, broadcast.pk)
    return resumed


def cancel_remaining(broadcast: Broadcast, *, by: Any) -> int:
    """Cancel whatever has not left yet; returns how many SMS that were."""
    with transaction.atomic():
        _change(broadcast, CANCELLABLE, Status.CANCELLED)
        waiting = broadcast.sms.filter(status__in=sources(SmsStatus.CANCELLED, Actor.PERSON))
        return waiting.update(status=SmsStatus.CANCELLED)


def _change(broadcast: Broadcast, old: tuple[Status, ...], new: Status, **values: Any) -> bool:
    changed = Broadcast.objects.filter(pk=broadcast.pk, status__in=old).update(status=new, **values)
    broadcast.refresh_from_db(fields=["status", "pause_reason"])
    return bool(changed)
