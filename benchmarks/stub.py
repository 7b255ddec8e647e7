"""A gateway that accepts everything after some latency: one process, and far faster than anything that posts to it.

``python -m benchmarks.stub PORT LATENCY_MS``. GET /stats tells how long nothing was in the air, and when the messages
whose text is marked urgent arrived; GET /reset forgets that.
"""

import asyncio
import itertools
import json
import sys
import time
from typing import Any

ids = itertools.count(1)


class Tally:
    """What happened since the last reset."""

    def __init__(self) -> None:
        self.posts = 0
        self.in_air = 0
        self.began = self.idle_since = 0.0
        self.idle = 0.0
        self.urgent: dict[str, float] = {}

    def arrived(self, body: bytes) -> None:
        now = time.monotonic()
        self.began = self.began or now
        if not self.in_air and self.idle_since:
            self.idle += now - self.idle_since
        self.in_air += 1
        self.posts += 1
        if b"urgent" in body:
            self.urgent[json.loads(body)["reference"]] = now

    def answered(self) -> None:
        self.in_air -= 1
        self.idle_since = time.monotonic()

    def told(self) -> dict[str, Any]:
        lasted = self.idle_since - self.began
        return {"posts": self.posts, "idle_share": self.idle / lasted if lasted else 0.0, "urgent": self.urgent}


class Stub(asyncio.Protocol):
    latency = 0.0
    tally = Tally()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = self.received[:end].lower()
            size = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            if len(self.received) < end + 4 + size:
                return
            body, self.received = self.received[end + 4 : end + 4 + size], self.received[end + 4 + size :]
            self._take(head.split(b" ", 2)[1], body)

    def _take(self, path: bytes, body: bytes) -> None:
        if path == b"/stats":
            self._write(Stub.tally.told())
        elif path == b"/reset":
            Stub.tally = Tally()
            self._write({})
        else:
            Stub.tally.arrived(body)
            answer = bulk(json.loads(body)["to"]) if path == b"/smsbulk" else single()
            asyncio.get_running_loop().call_later(Stub.latency, self._answer, answer)

    def _answer(self, answer: dict[str, Any]) -> None:
        Stub.tally.answered()
        self._write(answer)

    def _write(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


def single() -> dict[str, Any]:
    return {"id": f"{next(ids):032x}", "responseCode": 0, "messageParts": 1}


def bulk(numbers: list[str]) -> dict[str, Any]:
    return {"responseCode": 0, "messages": [{"to": number, **single()} for number in numbers]}


async def main(port: int, latency: float) -> None:
    Stub.latency = latency
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]) / 1000))
