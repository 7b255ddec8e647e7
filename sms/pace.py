"""The pace: how fast we may go, and a token bucket for it that all workers share.

It is counted in SMS parts and timed by the database. Without a limit in Setup, and without a 429, there is none.
"""

import math
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from configuration.models import Configuration
from sms.models import GatewayState
from sms.outbox import Parcel

# Seconds of the rate that may leave at once: any five seconds then carry at most 103 % of the limit. A busy machine may
# bunch what leaves a little more.
BURST = 0.15
# Of the burst, for agents' singles alone; at least one.
RESERVED = 0.1
SLOWEST = 1.0
# Where to start when the pace was as good as unlimited: nobody knows then how fast is too fast.
FIRST_SLOWDOWN = 200.0
AS_GOOD_AS_UNLIMITED = 2000.0
# After a 429 the pace doubles in this time, until it is as before. Nothing is written for that.
DOUBLES_IN = 30.0  # seconds
FORGOTTEN_AFTER = 600.0  # seconds


def current_rate() -> float:
    """Parts per second that may leave now, by all workers together; infinite where nothing limits them."""
    state = GatewayState.objects.annotate(now=Now()).get(pk=1)
    return rate_of(state, state.now)


def rate_of(state: GatewayState, now: datetime) -> float:
    """The limit of Setup, or less for a while after a 429."""
    limit = Configuration.current().rate_limit or math.inf
    if state.slowed_to is None or state.slowed_at is None:
        return limit
    since = (now - state.slowed_at).total_seconds()
    return min(limit, state.slowed_to * 2 ** (since / DOUBLES_IN)) if since < FORGOTTEN_AFTER else limit


def half_of(rate: float) -> float:
    """What to slow down to from a rate that was too fast."""
    return max(SLOWEST, rate / 2) if rate < AS_GOOD_AS_UNLIMITED else FIRST_SLOWDOWN


@transaction.atomic
def take(parcels: Sequence[Parcel], rate: float) -> int:
    """How many of these parcels, from the front, may leave now at `rate` parts a second; their tokens are taken.

    A long text leaves the bucket in debt: it needs no more than a short one does, or other workers' short ones would
    never let it go.
    """
    burst = max(rate * BURST, 2.0)
    state = GatewayState.objects.select_for_update().annotate(now=Now()).get(pk=1)
    elapsed = (state.now - state.tokens_at).total_seconds() if state.tokens_at else math.inf
    tokens = min(burst, state.tokens + elapsed * rate)
    leaving = 0
    for parcel in parcels:
        kept = max(burst * RESERVED, 1.0) if parcel.broadcast_id else 0.0
        if tokens - kept < 1.0:
            break
        tokens -= parcel.segments
        leaving += 1
    GatewayState.objects.filter(pk=1).update(tokens=tokens, tokens_at=state.now)
    return leaving
