"""What Home tells of today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from optout.models import Suppression
from sms.audience import FAILED
from sms.models import Sms
from sms.status import REPORTED, Status

Row = TypeVar("Row", bound=Model)
# Up to here counting takes milliseconds and Home is always exact; beyond, what is ten seconds old is near enough.
MANY = 5000
KEPT_SECONDS = 10
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Today:
    """Counts of the day so far, in the time zone that Setup names."""

    sent: int
    delivered: int
    failed: int
    replies: int
    opt_outs: int


def today() -> Today:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    key = f"record_pages.today.{midnight.isoformat()}"
    kept: Today | None = cache.get(key)
    if kept:
        return kept
    rows, counted = _count(midnight)
    if rows > MANY:
        cache.set(key, counted, KEPT_SECONDS)
    return counted


def _count(midnight: datetime) -> tuple[int, Today]:
    """How many SMS had to be read, and what they told."""
    counts: dict[str, Any] = since(midnight, Sms.objects.all()).aggregate(
        rows=Count("pk"),
        sent=Count("pk", filter=Q(status__in=REPORTED)),
        delivered=Count("pk", filter=Q(status=Status.DELIVERED)),
        failed=Count("pk", filter=Q(status__in=FAILED)),
        replies=Count("pk", filter=Q(direction=Sms.Direction.INBOUND)),
    )
    return counts.pop("rows"), Today(**counts, opt_outs=since(midnight, Suppression.objects.all()).count())


def since(moment: datetime, rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows made since a moment in the past.

    Ids grow with time, so walking back over the newest reads nothing older; where the walk ended is remembered.
    """
    key = f"record_pages.since.{rows.model._meta.label}.{moment.isoformat()}"
    last_before = cache.get_or_set(key, lambda: _last_before(moment, rows), DAY_SECONDS)
    # Who began before that moment may come in only after it was looked up.
    return rows.order_by().filter(pk__gt=last_before, created_at__gte=moment)


def _last_before(moment: datetime, rows: QuerySet[Row]) -> int:
    return rows.filter(created_at__lt=moment).order_by("-pk").values_list("pk", flat=True).first() or 0
