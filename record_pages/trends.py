"""The last 30 days as numbers per day, and as charts that are drawn without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from optout.models import Suppression
from record_pages.today import since
from sms.models import Sms
from sms.status import REPORTED, Status

DAYS = 30
# Counting a million SMS takes a second, and what is five minutes old is still true of 30 days.
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, in the time zone that Setup names."""

    day: date
    sent: int = 0
    delivered: int = 0
    replies: int = 0
    opt_outs: int = 0

    @property
    def delivery_rate(self) -> float | None:
        """Delivered in percent of what Mitto accepted; nothing where nothing was sent."""
        return 100 * self.delivered / self.sent if self.sent else None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, in the chart's units: 10 wide for a day, 100 high."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


def last_days() -> list[Day]:
    """One entry for each of the last 30 days, today last."""
    today = timezone.localdate()
    key = f"record_pages.trends.{timezone.get_current_timezone_name()}.{today}"
    days: list[Day] = cache.get_or_set(key, lambda: _count(today), KEPT_SECONDS) or []
    return days


def _count(today: date) -> list[Day]:
    first = today - timedelta(days=DAYS - 1)
    start = timezone.make_aware(datetime.combine(first, time.min))
    sms: dict[date, dict[str, int]] = _by_day(
        since(start, Sms.objects.all()),
        sent=Count("pk", filter=Q(status__in=REPORTED)),
        delivered=Count("pk", filter=Q(status=Status.DELIVERED)),
        replies=Count("pk", filter=Q(direction=Sms.Direction.INBOUND)),
    )
    opt_outs = _by_day(since(start, Suppression.objects.all()), opt_outs=Count("pk"))
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return [Day(day, **sms.get(day, {}), **opt_outs.get(day, {})) for day in days]


def _by_day(rows: QuerySet[Any], **counts: Count) -> dict[date, dict[str, int]]:
    found = rows.annotate(day=TruncDate("created_at")).values("day").annotate(**counts)
    return {row.pop("day"): row for row in found}


def overall_rate(days: Sequence[Day]) -> float | None:
    sent = sum(day.sent for day in days)
    return 100 * sum(day.delivered for day in days) / sent if sent else None


def rate_bars(days: Sequence[Day]) -> list[Bar]:
    """The delivery rate of each day on which something was sent."""
    return [
        _bar(place, rate, f"{day.day}: {rate:.0f} %")
        for place, day in enumerate(days)
        if (rate := day.delivery_rate) is not None
    ]


def answer_bars(days: Sequence[Day]) -> list[Bar]:
    """Replies and opt-outs of each day side by side, the highest as high as the chart."""
    scale = 100 / max(1, highest_answer(days))
    bars = []
    for place, day in enumerate(days):
        title = f"{day.day}: " + _("%(replies)d replies, %(opt_outs)d opt-outs") % {
            "replies": day.replies,
            "opt_outs": day.opt_outs,
        }
        bars += [
            _bar(place, count * scale, title, series=series, of=2)
            for series, count in enumerate((day.replies, day.opt_outs))
            if count
        ]
    return bars


def highest_answer(days: Sequence[Day]) -> int:
    return max(max(day.replies, day.opt_outs) for day in days)


def _bar(place: int, height: float, title: str, *, series: int = 0, of: int = 1) -> Bar:
    width = 8 / of
    return Bar(10 * place + 1 + series * width, round(100 - height, 2), width, round(height, 2), series, title)
