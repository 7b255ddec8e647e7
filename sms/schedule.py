"""The schedule: broadcasts whose time has come start; those whose time passed while nobody was there ask first."""

from datetime import timedelta

from django.db.models.functions import Now

from configuration.models import Configuration
from sms.bell import ring_on_commit
from sms.models import Broadcast

Status = Broadcast.Status

MISSED = "It should have started earlier, but nothing was running then. Start it now, or cancel it."


def start_due() -> int:
    """Start the broadcasts that wait for this moment, or mark them as missed; returns how many changed."""
    waiting = Broadcast.objects.filter(status__in=(Status.SCHEDULED, Status.WAITING), starts_at__lte=Now())
    if not waiting.exists():
        return 0
    grace = timedelta(minutes=Configuration.current().missed_after_minutes)
    missed = waiting.filter(starts_at__lt=Now() - grace).update(status=Status.MISSED, pause_reason=MISSED)
    started = waiting.filter(built_at__isnull=False).update(status=Status.RUNNING, started_at=Now())
    ring_on_commit()
    # Its rows are not all there yet: whoever builds it starts it.
    return missed + started + waiting.update(status=Status.BUILDING)
