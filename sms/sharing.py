"""Sharing calls: which SMS go to Mitto together, by one call of /smsbulk.

Those of one broadcast with one text, where Setup says so. A number is in a broadcast once, so no call has it twice.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby, islice

from sms.outbox import Parcel

MOST_NUMBERS = 500


def share_a_call(batch: Sequence[Parcel]) -> bool:
    return len(batch) > 1 and len({_what_is_shared(parcel) for parcel in batch}) == 1


def take_batch(waiting: deque[Parcel], room: int) -> list[Parcel]:
    """From the front: all that share a call with the first, or up to `room` that go by themselves."""
    batch: list[Parcel] = []
    for call in _calls(islice(waiting, MOST_NUMBERS)):
        if len(call) > 1:
            batch = batch or call
            break
        batch += call
        if len(batch) == room:
            break
    for _ in batch:
        waiting.popleft()
    return batch


def _calls(parcels: Iterable[Parcel]) -> Iterable[list[Parcel]]:
    return (list(call) for _, call in groupby(parcels, _what_is_shared))


def _what_is_shared(parcel: Parcel) -> Hashable:
    """What was refused once goes by itself from then on: the next code is about nobody else."""
    goes_alone = parcel.broadcast_id is None or parcel.error_code
    return parcel.pk if goes_alone else (parcel.broadcast_id, parcel.originator, parcel.text)
