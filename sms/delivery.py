"""Delivery: claim → arm → post → record, over and over until nothing is due.

The window of calls in the air refills as calls land; while they are in the air the next rows are claimed and armed.
No transaction is ever open across the network.
"""

import math
import random
import time
import uuid
from collections import deque

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from configuration.models import Configuration
from configuration.outside import is_gateway_approved
from gateway.client import DEFAULT_DEADLINE
from sms import outbox, outcomes, pace, sharing
from sms.bell import ring
from sms.flight import WINDOW, Address, Call, Flight, current_flight
from sms.outbox import Parcel

log = structlog.get_logger(__name__)

CLAIM_SIZE = 1000
# Arm this many of a broadcast at a time; fewer only when there are no more.
ARM_SIZE = 48
# A task ends after so long that a worker's other work gets its turn; the next bell goes on. By chance, so that not all
# processes land their last calls at once and leave nothing in the air.
BUDGET = (2.0, 4.0)  # seconds, from and to
# Broadcasts leave this share of the window to agents' singles.
RESERVED = WINDOW // 10
# How often to look for agents' singles while a broadcast leaves, in seconds.
LOOK_EVERY = 0.1
# How long to wait for a token when nothing is in the air, in seconds.
NAP = 0.05

DATABASE_AWAY = (OperationalError, InterfaceError)


def deliver(budget: float | None = None) -> int:
    """Send what is due; returns how many posts ended. Does nothing without a product key for an approved gateway."""
    budget = random.uniform(*BUDGET) if budget is None else budget
    setup = Configuration.current()
    if not setup.product_key or not is_gateway_approved():
        return 0
    address = Address(settings.MITTO_BASE_URL, setup.product_key, callback_url(setup))
    flight = current_flight(address)
    if flight.is_over and not outbox.is_anything_due():
        return 0
    # With an address that was replaced meanwhile, what is in the air still lands and nothing more leaves.
    return Delivery(flight, setup).run(budget if flight.address == address else 0)


def callback_url(setup: Configuration) -> str:
    """Where Mitto reports to: the one public URL, with its secret."""
    return f"{settings.PUBLIC_URL}/callbacks/mitto/{setup.callback_token}/"


class Delivery:
    """One run of the engine in one process."""

    def __init__(self, flight: Flight, setup: Configuration) -> None:
        self.flight = flight
        self.rate = pace.current_rate()
        self.retry_internal_errors = setup.retry_internal_errors
        self.may_share_calls = setup.is_bulk_endpoint_used
        self.claim_size = max(1, int(min(CLAIM_SIZE, self.rate / 2)))
        # Claimed and not armed yet: agents' singles, and behind them the broadcasts'.
        self.singles: deque[Parcel] = deque()
        self.broadcasts: deque[Parcel] = deque()
        # When to look for singles again, by the monotonic clock.
        self.look_at = 0.0
        self.has_called_a_neighbour = False
        # Calls that were in the air when the budget was spent.
        self.hanging: set[Call] | None = None

    def run(self, budget: float) -> int:
        """Go on until nothing is due, or the budget is spent and the last call has ended."""
        until = time.monotonic() + budget
        ended = 0
        try:
            while self._has_time(until) and self._fill() or not self.flight.is_over:
                ended += self._land()
        except DATABASE_AWAY:
            # Hear every answer all the same: they are recorded once it is back.
            self.flight.land(at_least=WINDOW, within=DEFAULT_DEADLINE)
            raise
        finally:
            self._let_go()
        return ended

    def _fill(self) -> bool:
        """Put as much in the air as there is room for; whether anything is in the air or waits for a token."""
        while self.flight.room and self._claim() and (batch := self._next_batch()):
            leaving = pace.take(batch, self.rate) if self.rate < math.inf else len(batch)
            self._put_back(batch[leaving:])
            if not leaving:
                break
            self._arm(batch[:leaving])
            if self.rate < math.inf:
                break  # what has its tokens leaves now, not together with the next
        return bool(self.flight.in_air or self.singles or self.broadcasts)

    def _claim(self) -> bool:
        """Claim broadcasts' SMS when the last claim is used up, and singles then and every so often."""
        broadcasts = self.claim_size if self._has_room_for_broadcasts() and not self.broadcasts else 0
        if broadcasts or time.monotonic() >= self.look_at:
            claimed = outbox.claim(singles=self.claim_size - len(self.singles), broadcasts=broadcasts)
            for parcel in claimed:
                (self.singles if parcel.broadcast_id is None else self.broadcasts).append(parcel)
            self.look_at = time.monotonic() + LOOK_EVERY
            if len(claimed) >= self.claim_size:
                self._call_a_neighbour()
        return bool(self.singles or self.broadcasts)

    def _call_a_neighbour(self) -> None:
        """There is more than this process can take: the next one that is free helps, and calls another in turn."""
        if not self.has_called_a_neighbour:
            self.has_called_a_neighbour = True
            ring()

    def _next_batch(self) -> list[Parcel]:
        if self.singles:
            return take(self.singles, self.flight.room)
        if not self._has_room_for_broadcasts():
            return []
        take_batch = sharing.take_batch if self.may_share_calls else take
        return take_batch(self.broadcasts, self.flight.room - RESERVED)

    def _has_room_for_broadcasts(self) -> bool:
        """They wait for room for many, so that statements per SMS stay few; an agent's SMS takes any room there is."""
        return self.flight.room - RESERVED >= ARM_SIZE

    def _put_back(self, parcels: list[Parcel]) -> None:
        for parcel in reversed(parcels):
            (self.singles if parcel.broadcast_id is None else self.broadcasts).appendleft(parcel)

    def _arm(self, batch: list[Parcel]) -> None:
        attempt_id, armed_at = uuid.uuid4(), time.monotonic()
        if self.may_share_calls and sharing.share_a_call(batch):
            reference = attempt_id.hex
            if armed := outbox.arm(batch, attempt_id, call_reference=reference):
                self.flight.start_shared(armed, attempt_id, reference=reference, armed_at=armed_at)
        else:
            self.flight.start(outbox.arm(batch, attempt_id), attempt_id, armed_at=armed_at)

    def _land(self) -> int:
        if self.flight.is_over:
            time.sleep(NAP)
            return 0
        landed = self.flight.land(at_least=ARM_SIZE, within=NAP)
        outcomes.record(landed, retry_internal_errors=self.retry_internal_errors)
        self.flight.recorded()
        return len(landed)

    def _has_time(self, until: float) -> bool:
        """While the budget lasts, and while calls of that time hang: nobody else shall wait for those."""
        if time.monotonic() < until:
            return True
        in_air = self.flight.in_air.keys()
        self.hanging = in_air & (in_air if self.hanging is None else self.hanging)
        return bool(self.hanging)

    def _let_go(self) -> None:
        """Queue again what was claimed and never armed. What is in the air settles by its lease, or a report."""
        if claimed := [*self.singles, *self.broadcasts]:
            self.singles.clear()
            self.broadcasts.clear()
            outbox.dismiss(claimed)


def take(waiting: deque[Parcel], most: int) -> list[Parcel]:
    return [waiting.popleft() for _ in range(min(most, len(waiting)))]
