"""A stand-in for Mitto on a real socket, in a thread of its own: it records what is posted and does as it is told."""

import asyncio
import json
import threading
import uuid
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sms import delivery
from sms.models import GatewayState, Sms
from tests.factories import ago
from tests.gateway.misbehaving import Behaviour, Gateway, answer, gateway, http


def accept(*, parts: int = 1, gateway_id: str = "") -> Behaviour:
    body = {"id": gateway_id or str(uuid.uuid4()), "responseCode": 0, "messageParts": parts}
    return answer(http("200 OK", json.dumps(body).encode()))


class Loopback:
    """Accepts every post, after the behaviours listed in `next`."""

    def __init__(self) -> None:
        self.next: deque[Behaviour] = deque()
        self.served = Gateway(self._behave)

    async def _behave(self, writer: asyncio.StreamWriter) -> None:
        await (self.next.popleft() if self.next else accept())(writer)

    @property
    def url(self) -> str:
        return self.served.url

    @property
    def posts(self) -> list[dict[str, object]]:
        return [request.json for request in self.served.requests]

    @property
    def posts_by_reference(self) -> Counter[object]:
        return Counter(post["reference"] for post in self.posts)

    @property
    def headers(self) -> list[dict[str, str]]:
        return [request.headers for request in self.served.requests]


@contextmanager
def loopback() -> Iterator[Loopback]:
    mitto, started, loop, stopping = Loopback(), threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with gateway(mitto._behave) as mitto.served:
            started.set()
            await stopping.wait()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=run)
    thread.start()
    started.wait(5)
    yield mitto
    loop.call_soon_threadsafe(stopping.set)
    thread.join(5)


def deliver() -> Sms:
    """One run of the engine; the oldest SMS as it is then."""
    delivery.deliver()
    return Sms.objects.earliest("pk")


def says(status: str, *headers: str, **body: Any) -> Behaviour:
    return answer(http(status, json.dumps(body).encode() if body else b"", *headers))


def let_time_pass() -> None:
    """Whatever waits for a moment has waited long enough, and a pause was ended."""
    Sms.objects.filter(status="queued").update(due_at=ago(1))
    GatewayState.objects.update(is_paused=False, quiet_until=None)
