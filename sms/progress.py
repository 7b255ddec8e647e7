"""Progress: how far a broadcast is, at the same cost for ten SMS and for a hundred thousand."""

from dataclasses import dataclass

from sms.building import count_exclusions
from sms.models import Broadcast
from sms.status import ENDED
from sms.tally import counts_of

UNBUILT = (Broadcast.Status.DRAFT, Broadcast.Status.SCHEDULED, Broadcast.Status.BUILDING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast is. `sent_messages` counts parts Mitto accepted; `is_settled`: nothing moves any more."""

    counts: dict[str, int]
    exclusions: dict[str, int]
    total: int
    sent_messages: int
    is_settled: bool


def progress(broadcast: Broadcast) -> Progress:
    """Count a broadcast's SMS per status and its exclusions per reason."""
    tally = counts_of(broadcast)
    return Progress(
        counts={status: messages for status, (messages, _) in tally.items()},
        exclusions=broadcast.excluded if broadcast.built_at else count_exclusions(broadcast),
        total=sum(messages for messages, _ in tally.values()),
        sent_messages=sum(parts for _, parts in tally.values()),
        is_settled=broadcast.status not in UNBUILT and all(status in ENDED for status in tally),
    )
