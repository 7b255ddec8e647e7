"""The flight: calls to Mitto that are in the air, in one event loop per process."""

import asyncio
import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.answers import Answer, Verdict
from gateway.client import DEFAULT_WINDOW, GatewayClient
from gateway.messages import OutgoingSms
from gateway.segments import Encoding
from sms.outbox import POSTING_LEASE, Parcel
from sms.outcomes import Landed

WINDOW = DEFAULT_WINDOW
# A worker frozen for this long after arming must not open the socket: the sweep has given its rows up.
LATEST_START = POSTING_LEASE.total_seconds() / 2

NEVER_POSTED = Answer(Verdict.UNREACHABLE, error="The worker was held up before it could post. Nothing was sent.")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to post and with what key. Its repr tells neither."""

    base_url: str
    product_key: str
    callback: str

    def __repr__(self) -> str:
        return "Address()"


class Flight:
    """Posts parcels concurrently. The loop turns only inside `land`; database work happens between its turns."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.loop = asyncio.new_event_loop()
        self.client = GatewayClient(base_url=address.base_url, product_key=address.product_key, window=WINDOW)
        self.in_air: set[asyncio.Task[Landed]] = set()

    @property
    def room(self) -> int:
        return WINDOW - len(self.in_air)

    def start(self, parcels: Sequence[Parcel], attempt_id: uuid.UUID, *, armed_at: float) -> None:
        """Put armed parcels in the air; `armed_at` is the monotonic time before they were armed."""
        for parcel in parcels:
            self.in_air.add(self.loop.create_task(self._post(parcel, attempt_id, armed_at)))

    def land(self, *, at_least: int, within: float) -> list[Landed]:
        """Let the loop turn until so many calls have ended, or some seconds passed; all ended ones come back."""
        return self.loop.run_until_complete(self._land(min(at_least, len(self.in_air)), within))

    async def _land(self, at_least: int, within: float) -> list[Landed]:
        until = time.monotonic() + within
        ended: list[Landed] = []
        while self.in_air:
            left = until - time.monotonic()
            done, self.in_air = await asyncio.wait(
                self.in_air, timeout=max(left, 0), return_when=asyncio.FIRST_COMPLETED
            )
            ended += [task.result() for task in done]
            if len(ended) >= at_least or left <= 0:
                break
        return ended

    async def _post(self, parcel: Parcel, attempt_id: uuid.UUID, armed_at: float) -> Landed:
        if time.monotonic() - armed_at > LATEST_START:
            return Landed(parcel, attempt_id, NEVER_POSTED)
        answer = await self.client.post(
            OutgoingSms(
                reference=parcel.reference,
                sender=parcel.originator,
                to=parcel.recipient,
                text=parcel.text,
                encoding=Encoding(parcel.encoding),
                callback=self.address.callback,
            )
        )
        return Landed(parcel, attempt_id, answer)

    def close(self) -> None:
        self.loop.run_until_complete(self.client.close())
        self.loop.close()


_flight: tuple[int, Flight] | None = None


def current_flight(address: Address) -> Flight:
    """This process's flight, kept between tasks with its connections; made anew after a fork or a changed key."""
    global _flight
    if _flight and (_flight[0] != os.getpid() or _flight[1].address != address):
        close_flight()
    if _flight is None:
        _flight = (os.getpid(), Flight(address))
    return _flight[1]


def close_flight() -> None:
    """Close this process's connections; a parent's are left to the parent."""
    global _flight
    if _flight and _flight[0] == os.getpid():
        _flight[1].close()
    _flight = None
