"""How far a broadcast is, for the pages that follow it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from record_pages.blocked import left_out
from record_pages.live import follow
from record_pages.sms_words import shown, tone
from sms.broadcasts import CANCELLABLE, PAUSABLE, Progress, progress
from sms.models import Broadcast, Exclusion
from sms.status import Status

BUSY = (Broadcast.Status.BUILDING, Broadcast.Status.RUNNING)


@dataclass(frozen=True, slots=True)
class Slice:
    """All SMS of one status. Places on the bar are strings, because no language may put a comma into them."""

    status: Status
    tone: str
    count: int
    start: str
    width: str


def progress_context(broadcast: Broadcast, url: str = "") -> dict[str, Any]:
    """What the templates that follow a broadcast show; `url` is where they ask for news."""
    counted = progress(broadcast)
    is_busy = broadcast.status in BUSY
    return {
        "broadcast": broadcast,
        "progress": counted,
        "slices": slices(counted),
        "reasons": [(Exclusion.Reason(name), count) for name, count in sorted(counted.exclusions.items())],
        "left_out": left_out(counted.exclusions),
        "left_out_count": sum(counted.exclusions.values()),
        "can_pause": broadcast.status in PAUSABLE,
        "can_resume": broadcast.status == Broadcast.Status.PAUSED,
        "can_cancel": broadcast.status in CANCELLABLE,
        "live": follow(
            url or reverse("broadcast-status", args=[broadcast.pk]),
            state=(broadcast.status, counted),
            since=timezone.now() if is_busy else broadcast.started_at or broadcast.created_at,
            is_over=counted.is_settled and not is_busy,
            pace="2s",
        ),
    }


def slices(counted: Progress) -> list[Slice]:
    """The statuses that occur, in the order an SMS passes them."""
    counts: Counter[Status] = Counter()
    for status, count in counted.counts.items():
        counts[shown(status)] += count
    found, done = [], 0
    for status in Status:
        if count := counts[status]:
            start, width = (f"{100 * part / counted.total:.3f}%" for part in (done, count))
            found.append(Slice(status, tone(status), count, start, width))
            done += count
    return found
