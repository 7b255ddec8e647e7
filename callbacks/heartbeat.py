"""The heartbeat of the callback: what should have come in the last day, what came, and whether it went silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import Now

from callbacks import spool
from callbacks.models import HeldReport, RawEvent
from sms.models import Sms
from sms.models.sms import SmsQuerySet
from sms.status import REPORTED, Status

WINDOW = timedelta(days=1)
# A report that is this late is missed; one by itself may be an unlucky phone, so many are a silence.
PATIENCE = timedelta(minutes=10)
SILENCE = 10
# An SMS that waited longer than this before it left is not looked for.
QUEUED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """How the callback is: `unanswered` SMS left since Mitto was last heard of, long enough ago for a report."""

    last_seen_at: datetime | None
    unanswered: int
    held: int
    failed: int
    spooled: int

    @property
    def is_silent(self) -> bool:
        return self.unanswered >= SILENCE

    @property
    def warnings(self) -> list[str]:
        """What is wrong, and what to do about it; empty when reports come as they should."""
        return [sentence for is_wrong, sentence in self._judged() if is_wrong]

    def _judged(self) -> list[tuple[bool, str]]:
        return [
            (
                self.is_silent,
                f"Mitto has been silent while {self.unanswered:,} SMS left. "
                "Send a test report in Setup, Callback, and check that Mitto has the address.",
            ),
            (
                self.failed > 0,
                f"{self.failed:,} callbacks could not be processed. Open the callback events and process them again.",
            ),
            (self.spooled > 0, f"{self.spooled:,} callbacks wait on disk until the database takes them."),
        ]


@dataclass(frozen=True, slots=True)
class LastDay:
    """Of the SMS that left in the last day and long enough ago to be reported on, how many were."""

    expected: int
    reported: int


def state() -> Heartbeat:
    """How the callback is now; cheap enough for every look at Home."""
    last_seen_at = RawEvent.objects.values_list("received_at", flat=True).first()
    return Heartbeat(
        last_seen_at=last_seen_at,
        unanswered=_unanswered(last_seen_at),
        held=HeldReport.objects.count(),
        failed=RawEvent.objects.filter(outcome__in=[RawEvent.Outcome.PENDING, RawEvent.Outcome.FAILED]).count(),
        spooled=spool.size(),
    )


def warnings() -> list[str]:
    """What an admin should look at."""
    return state().warnings


def last_day() -> LastDay:
    left = _made_since(Now() - WINDOW - QUEUED_FOR).filter(
        status__in=REPORTED, sent_at__gt=Now() - WINDOW, sent_at__lt=Now() - PATIENCE
    )
    counts = left.order_by().aggregate(expected=Count("pk"), reported=Count("pk", filter=~Q(delivery_status="")))
    return LastDay(**counts)


def _unanswered(last_seen_at: datetime | None) -> int:
    since = last_seen_at or Now() - WINDOW
    silent = _made_since(since - QUEUED_FOR).filter(status=Status.SENT, delivery_status="")
    return silent.filter(sent_at__gt=since, sent_at__lt=Now() - PATIENCE).count()


def _made_since(moment: object) -> SmsQuerySet:
    """Outbound SMS made since then.

    Ids grow with time, so walking back over the newest reads nothing older; no index on times is needed.
    """
    older = Sms.objects.filter(created_at__lt=moment).order_by("-pk").values_list("pk", flat=True)
    return Sms.objects.outbound().filter(pk__gt=older.first() or 0)
