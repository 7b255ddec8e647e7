"""Delivery: claim → arm → post → record, over and over until nothing is due.

The window of calls in the air refills as calls land; while they are in the air the next rows are claimed and armed.
No transaction is ever open across the network.
"""

import time
import uuid
from collections import deque

import structlog
from django.conf import settings

from configuration.models import Configuration
from sms import outbox, outcomes
from sms.flight import WINDOW, Address, Flight, current_flight
from sms.outbox import Parcel

log = structlog.get_logger(__name__)

CLAIM_SIZE = 500
ARM_SIZE = 64
# A task ends after this long so that a worker's other work gets its turn; the next bell goes on.
BUDGET = 3.0
# Broadcasts leave this share of the window to agents' singles.
RESERVED = WINDOW // 10


def deliver(budget: float = BUDGET) -> int:
    """Send what is due; returns how many posts ended. Does nothing without a product key."""
    setup = Configuration.current()
    if not setup.product_key or not outbox.due().exists():
        return 0
    flight = current_flight(Address(settings.MITTO_BASE_URL, setup.product_key, callback_url(setup)))
    return Delivery(flight, retry_internal_errors=setup.retry_internal_errors).run(budget)


def callback_url(setup: Configuration) -> str:
    """Where Mitto reports to: the one public URL, with its secret."""
    return f"{settings.PUBLIC_URL}/callbacks/mitto/{setup.callback_token}/"


class Delivery:
    """One run of the engine in one process."""

    def __init__(self, flight: Flight, *, retry_internal_errors: bool) -> None:
        self.flight = flight
        self.retry_internal_errors = retry_internal_errors
        self.claimed: deque[Parcel] = deque()
        self.may_claim = True

    def run(self, budget: float) -> int:
        until = time.monotonic() + budget
        ended = 0
        try:
            while True:
                self.may_claim = self.may_claim and time.monotonic() < until
                self._fill()
                if not self.flight.in_air and not self.claimed:
                    return ended
                ended += self._land()
        finally:
            # An interrupted run lets go of what it never armed; what is in the air settles by lease and report.
            if self.claimed:
                outbox.dismiss(list(self.claimed))

    def _fill(self) -> None:
        """Claim and arm until the window is full or nothing is due."""
        while self.flight.room >= min(ARM_SIZE, WINDOW - len(self.flight.in_air) or 1):
            if not self.claimed and not self._claim():
                return
            self._arm(self.flight.room)

    def _claim(self) -> bool:
        if self.may_claim:
            room = CLAIM_SIZE
            self.claimed.extend(outbox.claim(singles=room, broadcasts=room - RESERVED))
            self.may_claim = bool(self.claimed)
        return bool(self.claimed)

    def _arm(self, room: int) -> None:
        batch = [self.claimed.popleft() for _ in range(min(room, len(self.claimed)))]
        attempt_id, armed_at = uuid.uuid4(), time.monotonic()
        self.flight.start(outbox.arm(batch, attempt_id), attempt_id, armed_at=armed_at)

    def _land(self) -> int:
        landed = self.flight.land(at_least=ARM_SIZE, within=0.05)
        outcomes.record(landed, retry_internal_errors=self.retry_internal_errors)
        return len(landed)
