"""How far a broadcast is, for the pages that follow it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from record_pages.blocked import left_out
from record_pages.live import follow
from record_pages.sms_words import shown, tone
from sms.broadcasts import CANCELLABLE, PAUSABLE, Progress, progress
from sms.models import Broadcast, Exclusion
from sms.samples import pace_of
from sms.status import Status

BUSY = (Broadcast.Status.BUILDING, Broadcast.Status.WAITING, Broadcast.Status.RUNNING)
RESUMABLE = (Broadcast.Status.PAUSED, Broadcast.Status.MISSED)


@dataclass(frozen=True, slots=True)
class Slice:
    """All SMS of one status. Places on the bar are strings, because no language may put a comma into them."""

    status: Status
    tone: str
    count: int
    start: str
    width: str


def progress_context(broadcast: Broadcast) -> dict[str, Any]:
    """What the page that follows a broadcast shows."""
    counted, pace = progress(broadcast), pace_of(broadcast)
    is_busy = broadcast.status in BUSY
    return {
        "broadcast": broadcast,
        "pace": pace,
        "spark": points(pace.curve),
        "time_left": in_words(pace.seconds_left),
        "progress": counted,
        "slices": slices(counted),
        "reasons": [(Exclusion.Reason(name), count) for name, count in sorted(counted.exclusions.items())],
        "left_out": left_out(counted.exclusions),
        "left_out_count": sum(counted.exclusions.values()),
        "can_undo": can_undo(broadcast),
        "can_pause": broadcast.status in PAUSABLE,
        "can_resume": broadcast.status in RESUMABLE,
        "can_cancel": broadcast.status in CANCELLABLE,
        "live": follow(
            broadcast.get_absolute_url(),
            state=(broadcast.status, counted, pace),
            since=timezone.now() if is_busy else broadcast.started_at or broadcast.created_at,
            is_over=counted.is_settled and not is_busy,
            pace="2s",
        ),
    }


def can_undo(broadcast: Broadcast) -> bool:
    """Whether it was just confirmed and nothing has left yet, be its rows there or not."""
    if broadcast.status == Broadcast.Status.BUILDING:
        return broadcast.starts_at is not None and broadcast.starts_at > timezone.now()
    return broadcast.status == Broadcast.Status.WAITING


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


def points(curve: Sequence[float]) -> str:
    """The curve as points of an SVG 100 wide and 30 high; none before there are two."""
    if len(curve) < 2:
        return ""
    step, scale = 100 / (len(curve) - 1), 28 / max(*curve, 1)
    return " ".join(f"{place * step:.1f},{29 - rate * scale:.1f}" for place, rate in enumerate(curve))


def in_words(seconds: int | None) -> str:
    """Such as "5 minutes"; empty when nobody knows."""
    if seconds is None:
        return ""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
