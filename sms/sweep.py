"""The sweep: every few seconds, whatever a crash, a lost bell or the clock left lying is picked up."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from sms import brake, samples, schedule, tally
from sms.bell import BUILD, ring
from sms.building import UNBUILT
from sms.gateway_pause import resume_after_new_key
from sms.models import Attempt, Broadcast, GatewayState, Sms
from sms.models.sms import SmsQuerySet
from sms.returning import update_returning
from sms.status import Actor, Stage, Status, sources

GONE = "The worker was lost while it posted this. It may have been sent."


def sweep() -> dict[str, int]:
    """Free ended leases, leave out what is late, go on with broadcasts. One worker at a time; counts what it did."""
    with transaction.atomic():
        GatewayState.objects.get_or_create(pk=1)
        if not GatewayState.objects.select_for_update(skip_locked=True).filter(pk=1):
            return {}
        tally.fold()
        return {
            "resumed": int(resume_after_new_key()),
            "requeued": _free_claims(),
            "unknown": _give_up_posts(),
            "too_late": _leave_out_late(),
            "cancelled": _cancel_remaining(),
            "reopened": _reopen_broadcasts(),
            "started": schedule.start_due(),
            "building": _go_on_building(),
            "braked": brake.watch(),
            "finished": _finish_broadcasts(),
            "sampled": samples.take(),
        }


def _free_claims() -> int:
    """Claimed by a worker that is gone: nothing was posted."""
    return _ended_leases(sources(Status.QUEUED, Actor.SWEEP)).update(
        status=Status.QUEUED, claim_id=None, lease_until=None
    )


def _give_up_posts() -> int:
    """Armed by a worker that is gone: nobody can know whether it posted. Never sent again by itself."""
    lost = update_returning(
        _ended_leases(sources(Status.UNKNOWN, Actor.SWEEP)), status=Status.UNKNOWN, error=GONE, lease_until=None
    )
    Attempt.objects.bulk_create(
        Attempt(sms=sms, attempt_id=sms.attempt_id, verdict="lost", error=GONE)
        for sms in Sms.objects.filter(pk__in=lost)
        if sms.attempt_id is not None
    )
    return len(lost)


def _ended_leases(statuses: tuple[Status, ...]) -> SmsQuerySet:
    return Sms.objects.in_flight().filter(status__in=statuses, lease_until__lte=Now())


def _leave_out_late() -> int:
    late = Sms.objects.waiting().filter(status__in=sources(Status.SKIPPED, Actor.SWEEP), send_before__lte=Now())
    return late.update(status=Status.SKIPPED, skip_reason=Sms.SkipReason.TOO_LATE)


def _cancel_remaining() -> int:
    """What a worker held when its broadcast was cancelled, and has let go of since, is cancelled too."""
    cancelled = Broadcast.objects.filter(status=Broadcast.Status.CANCELLED)
    waiting = Sms.objects.waiting().filter(status__in=sources(Status.CANCELLED, Actor.SWEEP), broadcast__in=cancelled)
    return waiting.update(status=Status.CANCELLED)


def _reopen_broadcasts() -> int:
    """A row that a late answer or a person queued again after all others had ended still leaves."""
    waiting = Sms.objects.waiting().filter(broadcast=OuterRef("pk"))
    finished = Broadcast.objects.filter(Exists(waiting), status=Broadcast.Status.FINISHED)
    return finished.update(status=Broadcast.Status.RUNNING, finished_at=None)


def _go_on_building() -> int:
    """A build whose worker is gone goes on where it stopped; one that is under way skips the bell by its lock."""
    building = list(Broadcast.objects.filter(UNBUILT).values_list("pk", flat=True))
    for pk in building:
        transaction.on_commit(lambda pk=pk: ring(BUILD, pk))  # type: ignore[misc]
    return len(building)


def _finish_broadcasts() -> int:
    unfinished = Sms.objects.filter(broadcast=OuterRef("pk"), stage=Stage.OPEN)
    done = Broadcast.objects.running().filter(~Exists(unfinished))
    return done.update(status=Broadcast.Status.FINISHED, finished_at=Now())
