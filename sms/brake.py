"""The brake: a broadcast that goes wrong pauses by itself and says why; a trial run is judged before the rest leaves.

It brakes once. Whoever resumes the broadcast has read the reason and decided.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef
from django.db.models.functions import Now

from configuration.models import Configuration
from optout.models import Suppression
from sms.audience import FAILED
from sms.bell import ring_on_commit
from sms.models import Broadcast, Sms
from sms.status import IN_FLIGHT, Status
from sms.tally import counts_of

# A share means little among fewer.
ENOUGH = 100

NOT_GONE = (Status.QUEUED, *IN_FLIGHT, Status.SKIPPED, Status.CANCELLED)
UNREPORTED = (Status.SENT, Status.UNKNOWN)

TOO_MANY = "Paused by the brake: {count:,} of {total:,} {what} ({share:.0f} %; Setup allows less than {limit} %)."


def watch() -> int:
    """Judge every running broadcast; returns how many were paused."""
    running = Broadcast.objects.running().filter(braked_at__isnull=True)
    return sum(_judge_trial(each) if each.trial_to is not None else _judge_run(each) for each in running)


def opt_outs_since_start(broadcast: Broadcast) -> int:
    """How many of those it texts opted out since it began."""
    texted = Sms.objects.filter(broadcast=broadcast, recipient=OuterRef("number")).exclude(status__in=NOT_GONE)
    since = broadcast.started_at or broadcast.created_at
    return Suppression.objects.filter(Exists(texted), created_at__gte=since).count()


def _judge_run(broadcast: Broadcast) -> bool:
    counts = {status: messages for status, (messages, _) in counts_of(broadcast).items()}
    return _brake(broadcast, _trouble(broadcast, counts, enough=ENOUGH))


def _judge_trial(broadcast: Broadcast) -> bool:
    """Wait until the trial run has ended or waited long enough, then pause the broadcast or let the rest go."""
    trial = Sms.objects.filter(broadcast=broadcast, pk__lte=broadcast.trial_to)
    counts = dict(trial.order_by().values_list("status").annotate(Count("pk")))
    if _count(counts, (Status.QUEUED, *IN_FLIGHT)) or (_count(counts, UNREPORTED) and not _has_waited(trial)):
        return False
    if _brake(broadcast, _trouble(broadcast, counts, enough=1) or _silence(counts)):
        return True
    Broadcast.objects.filter(pk=broadcast.pk).update(trial_to=None)
    ring_on_commit()
    return False


def _has_waited(trial: Any) -> bool:
    last = trial.aggregate(last=Max("sent_at"))["last"]
    patience = timedelta(minutes=Configuration.current().trial_minutes)
    return last is None or Broadcast.objects.annotate(now=Now()).filter(now__gte=last + patience).exists()


def _trouble(broadcast: Broadcast, counts: dict[str, int], *, enough: int) -> str:
    """Why it should not go on; empty when all is well."""
    setup = Configuration.current()
    failed, gone = _count(counts, FAILED), sum(counts.values()) - _count(counts, NOT_GONE)
    ended = failed + _count(counts, (Status.DELIVERED,))
    if ended >= enough and (reason := _excess(failed, ended, "SMS failed", setup.failed_limit)):
        return reason
    if gone < enough or setup.opted_out_limit == 100:
        return ""
    return _excess(opt_outs_since_start(broadcast), gone, "people opted out", setup.opted_out_limit)


def _silence(counts: dict[str, int]) -> str:
    gone = sum(counts.values()) - _count(counts, NOT_GONE)
    limit = Configuration.current().unreported_limit
    return _excess(_count(counts, UNREPORTED), gone, "SMS had no delivery report", limit)


def _excess(count: int, total: int, what: str, limit: int) -> str:
    if limit == 100 or not total or count * 100 < limit * total:
        return ""
    return TOO_MANY.format(count=count, total=total, what=what, share=100 * count / total, limit=limit)


def _count(counts: dict[str, int], statuses: tuple[Status, ...]) -> int:
    return sum(counts.get(status, 0) for status in statuses)


def _brake(broadcast: Broadcast, reason: str) -> bool:
    if not reason:
        return False
    running = Broadcast.objects.running().filter(pk=broadcast.pk)
    return bool(running.update(status=Broadcast.Status.PAUSED, pause_reason=reason, braked_at=Now(), trial_to=None))
