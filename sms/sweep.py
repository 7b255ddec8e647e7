"""The sweep: every few seconds, whatever a crash, a lost bell or the clock left lying is picked up."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from sms.bell import BUILD, ring
from sms.models import Attempt, Broadcast, GatewayState, Sms
from sms.models.sms import SmsQuerySet
from sms.status import IN_FLIGHT, Actor, Status, sources

GONE = "The worker was lost while it posted this. It may have been sent."
UNFINISHED = (Status.QUEUED, *IN_FLIGHT)


def sweep() -> dict[str, int]:
    """Free ended leases, leave out what is late, go on with broadcasts. One worker at a time; counts what it did."""
    with transaction.atomic():
        GatewayState.objects.get_or_create(pk=1)
        if not GatewayState.objects.select_for_update(skip_locked=True).filter(pk=1):
            return {}
        return {
            "requeued": _free_claims(),
            "unknown": _give_up_posts(),
            "too_late": _leave_out_late(),
            "building": _go_on_building(),
            "finished": _finish_broadcasts(),
        }


def _free_claims() -> int:
    """Claimed by a worker that is gone: nothing was posted."""
    return _ended_leases(sources(Status.QUEUED, Actor.SWEEP)).update(
        status=Status.QUEUED, claim_id=None, lease_until=None
    )


def _give_up_posts() -> int:
    """Armed by a worker that is gone: nobody can know whether it posted. Never sent again by itself."""
    lost = list(_ended_leases(sources(Status.UNKNOWN, Actor.SWEEP)))
    Attempt.objects.bulk_create(
        Attempt(sms=sms, attempt_id=sms.attempt_id, verdict="lost", error=GONE)
        for sms in lost
        if sms.attempt_id is not None
    )
    return Sms.objects.filter(pk__in=[sms.pk for sms in lost], status=Status.POSTING).update(
        status=Status.UNKNOWN, error=GONE, lease_until=None
    )


def _ended_leases(statuses: tuple[Status, ...]) -> SmsQuerySet:
    return Sms.objects.filter(status__in=statuses, lease_until__lte=Now())


def _leave_out_late() -> int:
    late = Sms.objects.filter(status__in=sources(Status.SKIPPED, Actor.SWEEP), send_before__lte=Now())
    return late.update(status=Status.SKIPPED, skip_reason=Sms.SkipReason.TOO_LATE)


def _go_on_building() -> int:
    """A build whose worker is gone goes on where it stopped; one that is under way skips the bell by its lock."""
    building = list(Broadcast.objects.filter(status=Broadcast.Status.BUILDING).values_list("pk", flat=True))
    for pk in building:
        transaction.on_commit(lambda pk=pk: ring(BUILD, pk))  # type: ignore[misc]
    return len(building)


def _finish_broadcasts() -> int:
    unfinished = Sms.objects.filter(broadcast=OuterRef("pk"), status__in=UNFINISHED)
    done = Broadcast.objects.running().filter(~Exists(unfinished))
    return done.update(status=Broadcast.Status.FINISHED, finished_at=Now())
