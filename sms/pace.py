"""The pace: a token bucket that all workers share, counted in SMS parts and timed by the database."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from sms.models import GatewayState
from sms.outbox import Parcel

# Seconds of the rate that may leave at once: any five seconds then carry at most 104 % of the limit.
BURST = 0.2
# Of the burst, for agents' singles alone.
RESERVED = 0.1


@transaction.atomic
def take(parcels: Sequence[Parcel], rate: int) -> int:
    """How many of these parcels, from the front, may leave now at `rate` parts a second; their tokens are taken.

    A text longer than the whole bucket goes when the bucket is full and leaves it in debt, so it waits its turn and
    goes all the same.
    """
    burst = max(rate * BURST, 1.0)
    state = GatewayState.objects.select_for_update().annotate(now=Now()).get(pk=1)
    elapsed = (state.now - state.tokens_at).total_seconds() if state.tokens_at else BURST
    tokens = min(burst, state.tokens + elapsed * rate)
    leaving = 0
    for parcel in parcels:
        kept = burst * RESERVED if parcel.broadcast_id else 0.0
        if tokens - kept < min(parcel.segments, burst - kept):
            break
        tokens -= parcel.segments
        leaving += 1
    GatewayState.objects.filter(pk=1).update(tokens=tokens, tokens_at=state.now)
    return leaving
