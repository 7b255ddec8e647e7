"""The flight: calls to Mitto that are in the air, in one event loop per process."""

import asyncio
import math
import os
import threading
import uuid
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway.client import DEFAULT_WINDOW, GatewayClient
from gateway.messages import OutgoingSms
from gateway.segments import Encoding
from sms.outbox import POSTING_LEASE, Parcel
from sms.outcomes import Landed

WINDOW = DEFAULT_WINDOW
# A call of many takes as much room as so many single ones: what a crash leaves unknown stays bounded.
ROOM_OF_A_SHARED_CALL = WINDOW // 8
# A worker that was frozen for this long after arming must not post: the sweep may give its rows up at any moment.
LATEST_START = POSTING_LEASE.total_seconds() / 2


Call: TypeAlias = "asyncio.Task[list[Landed]]"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to post and with what key. Its repr tells neither."""

    base_url: str
    product_key: str
    callback: str

    def __repr__(self) -> str:
        return "Address()"


class Flight:
    """Posts parcels concurrently. The loop turns only inside `start` and `land`; database work happens in between."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.loop = asyncio.new_event_loop()
        self.client = GatewayClient(base_url=address.base_url, product_key=address.product_key, window=WINDOW)
        # The calls, with the room each takes.
        self.in_air: dict[Call, int] = {}
        self.landed: list[Landed] = []
        self._room_of_landed = 0
        self._enough = math.inf

    @property
    def room(self) -> int:
        """What has landed takes its room until it is recorded: a crash would leave it unknown as well."""
        return WINDOW - sum(self.in_air.values()) - self._room_of_landed

    @property
    def is_over(self) -> bool:
        """Nothing is in the air, and everything that landed is recorded."""
        return not self.in_air and not self.landed

    def start(self, parcels: Sequence[Parcel], attempt_id: uuid.UUID, *, armed_at: float) -> None:
        """Put armed parcels in the air, each by itself; `armed_at` is the monotonic time before they were armed."""
        self._notice_closed_connections()
        for parcel in parcels:
            self._call(self._post(parcel, attempt_id, armed_at), room=1)
        self._let_them_leave()

    def start_shared(
        self, parcels: Sequence[Parcel], attempt_id: uuid.UUID, *, reference: str, armed_at: float
    ) -> None:
        """Put armed parcels of one text in the air by one call under a reference of its own."""
        self._notice_closed_connections()
        self._call(self._post_shared(parcels, attempt_id, reference, armed_at), room=ROOM_OF_A_SHARED_CALL)
        self._let_them_leave()

    def _call(self, posting: Coroutine[Any, Any, list[Landed]], *, room: int) -> None:
        call = self.loop.create_task(posting)
        self.in_air[call] = room
        call.add_done_callback(self._note)

    def land(self, *, at_least: int, within: float) -> list[Landed]:
        """Let the loop turn until so many calls have landed, or some seconds passed.

        All that landed come back, and come back again next time unless they were recorded.
        """
        self._enough = min(at_least, len(self.landed) + len(self.in_air))
        if len(self.landed) < self._enough:
            alarm = self.loop.call_later(within, self.loop.stop)
            self.loop.run_forever()
            alarm.cancel()
        self._enough = math.inf
        return self.landed

    def recorded(self) -> None:
        """What has landed so far is safely written down."""
        self.landed, self._room_of_landed = [], 0

    def _notice_closed_connections(self) -> None:
        """A POST on a connection that the gateway closed meanwhile would become unknown."""
        self._turn()

    def _let_them_leave(self) -> None:
        """What is to be claimed and armed next takes its time; meanwhile these may be on their way."""
        self._turn()  # one turn to begin a request,
        self._turn()  # and one to write it

    def _turn(self) -> None:
        self.loop.call_soon(self.loop.stop)
        self.loop.run_forever()

    def _note(self, call: Call) -> None:
        self._room_of_landed += self.in_air.pop(call)
        self.landed += call.result()
        if len(self.landed) >= self._enough:
            self.loop.stop()

    async def _post(self, parcel: Parcel, attempt_id: uuid.UUID, armed_at: float) -> list[Landed]:
        answer = await self.client.post(self._written(parcel), not_after=armed_at + LATEST_START)
        return [Landed(parcel, attempt_id, answer)]

    async def _post_shared(
        self, parcels: Sequence[Parcel], attempt_id: uuid.UUID, reference: str, armed_at: float
    ) -> list[Landed]:
        answers = await self.client.post_bulk(
            self._written(parcels[0]),
            recipients=[parcel.recipient for parcel in parcels],
            reference=reference,
            not_after=armed_at + LATEST_START,
        )
        is_shared = len(parcels) > 1
        return [Landed(parcel, attempt_id, answer, is_shared) for parcel, answer in zip(parcels, answers, strict=True)]

    def _written(self, parcel: Parcel) -> OutgoingSms:
        return OutgoingSms(
            reference=parcel.reference,
            sender=parcel.originator,
            to=parcel.recipient,
            text=parcel.text,
            encoding=Encoding(parcel.encoding),
            callback=self.address.callback,
        )

    def close(self) -> None:
        self.loop.run_until_complete(self.client.close())
        self.loop.close()


class _Kept(threading.local):
    """What a thread keeps between tasks: no two may share an event loop, should a worker run tasks in threads."""

    flight: Flight | None = None
    pid = 0


_kept = _Kept()


def current_flight(address: Address) -> Flight:
    """The flight kept from the last task, with its connections; made anew after a fork.

    Another address gets a new one too, once the old has nothing left to land.
    """
    if _kept.flight and (_kept.pid != os.getpid() or (_kept.flight.address != address and _kept.flight.is_over)):
        close_flight()
    if _kept.flight is None:
        _kept.flight, _kept.pid = Flight(address), os.getpid()
    return _kept.flight


def close_flight() -> None:
    """Close the connections kept here; a parent's are left to the parent."""
    if _kept.flight and _kept.pid == os.getpid():
        _kept.flight.close()
    _kept.flight = None
