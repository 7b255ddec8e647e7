"""What Home tells of today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from optout.models import Suppression
from sms.audience import FAILED
from sms.models import Sms
from sms.status import REPORTED, Status

Row = TypeVar("Row", bound=Model)


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
    counts: dict[str, Any] = since(midnight, Sms.objects.all()).aggregate(
        sent=Count("pk", filter=Q(status__in=REPORTED)),
        delivered=Count("pk", filter=Q(status=Status.DELIVERED)),
        failed=Count("pk", filter=Q(status__in=FAILED)),
        replies=Count("pk", filter=Q(direction=Sms.Direction.INBOUND)),
    )
    return Today(
        **counts,
        opt_outs=since(midnight, Suppression.objects.all()).count(),
    )


def since(moment: datetime, rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows made since then. Ids grow with time, so walking back over the newest reads nothing older."""
    last_before = rows.filter(created_at__lt=moment).order_by("-pk").values_list("pk", flat=True).first()
    return rows.order_by().filter(pk__gt=last_before or 0)
