"""Samples: now and then it is noted where each broadcast stands, which gives its rate, its curve and the time left."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from sms.audience import FAILED
from sms.models import Broadcast, ProgressSample
from sms.status import IN_FLIGHT, Status
from sms.tally import counts_of

EVERY = timedelta(seconds=10)
# Reports arrive for so long after the last SMS left.
FOLLOWED_FOR = timedelta(hours=24)
SHOWN = 60

WAITING = (Status.QUEUED, *IN_FLIGHT)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a broadcast goes. `curve`: SMS per second from sample to sample, the oldest first."""

    per_second: float
    seconds_left: int | None
    curve: tuple[float, ...]


def take() -> int:
    """Note where each broadcast stands that moves, or may still get reports; returns how many samples were taken."""
    moving = Q(status=Broadcast.Status.RUNNING) | Q(finished_at__gt=Now() - FOLLOWED_FOR)
    return sum(_sample(broadcast) for broadcast in Broadcast.objects.filter(moving).annotate(now=Now()))


def pace_of(broadcast: Broadcast) -> Pace:
    """The pace of the last minutes; no time is given while nothing moves."""
    newest = broadcast.samples.order_by("-at")[:SHOWN]
    points = [(sample.at, sample.gone) for sample in reversed(newest)]
    pairs = zip(points, points[1:], strict=False)
    curve = tuple((gone - before) / (at - since).total_seconds() for (since, before), (at, gone) in pairs)
    recent = curve[-6:]
    per_second = sum(recent) / len(recent) if recent else 0.0
    waiting = sum(messages for status, (messages, _) in counts_of(broadcast).items() if status in WAITING)
    is_moving = per_second > 0 and broadcast.status == Broadcast.Status.RUNNING
    return Pace(per_second, int(waiting / per_second) if is_moving else None, curve)


def _sample(broadcast: Any) -> bool:
    counts = {status: messages for status, (messages, _) in counts_of(broadcast).items()}
    now = {
        "gone": sum(counts.values()) - sum(counts.get(status, 0) for status in WAITING),
        "delivered": counts.get(Status.DELIVERED, 0),
        "failed": sum(counts.get(status, 0) for status in FAILED),
    }
    last = broadcast.samples.order_by("-at").first()
    if last and (broadcast.now - last.at < EVERY or all(getattr(last, name) == count for name, count in now.items())):
        return False
    ProgressSample.objects.create(broadcast=broadcast, at=broadcast.now, **now)
    return True
