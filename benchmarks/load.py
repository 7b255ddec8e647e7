"""A load generator that is not the bottleneck: raw asyncio connections, each posts one body after the other."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 16


@dataclass
class Load:
    """What a load met: the seconds it lasted, each answer's latency, and the answers by status."""

    lasted: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.lasted

    @property
    def p99(self) -> float:
        return sorted(self.latencies)[len(self.latencies) * 99 // 100]


class Poster(asyncio.Protocol):
    """One connection, opened for `request`: goes on with the next for as long as the server keeps it open."""

    def __init__(self, request: bytes, requests: Iterator[bytes], load: Load) -> None:
        self.request: bytes | None = request
        self.requests, self.load = requests, load
        # Who has to connect for a request waits for that too.
        self.asked_at = time.perf_counter()
        self.received = b""
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        head = self.received[:end].lower()
        size = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if end < 0 or len(self.received) < end + 4 + size:
            return
        self.load.latencies.append(time.perf_counter() - self.asked_at)
        self.load.statuses[int(head[9:12])] += 1
        self.request, self.received = None, b""
        if b"connection: close" not in head:
            self._go_on()

    def connection_lost(self, error: Exception | None) -> None:
        if self.request is None:
            self.closed.set_result(None)
        else:
            self.closed.set_exception(ConnectionError("The server closed a connection without an answer."))

    def _go_on(self) -> None:
        self.request = next(self.requests, None)
        if self.request is None:
            self.transport.close()
            return
        self.asked_at = time.perf_counter()
        self.transport.write(self.request)


async def _keep_posting(host: str, port: int, requests: Iterator[bytes], load: Load) -> None:
    for request in requests:
        _, poster = await asyncio.get_running_loop().create_connection(
            lambda request=request: Poster(request, requests, load),  # type: ignore[misc]
            host,
            port,
        )
        await poster.closed


def post_all(url: str, bodies: Iterable[bytes], *, connections: int = CONNECTIONS) -> Load:
    """Post every body once, over so many connections."""
    parts = urlsplit(url)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\nContent-Length: "
    requests = [b"%s%d\r\n\r\n%s" % (head.encode(), len(body), body) for body in bodies]
    load = Load()
    load.lasted = asyncio.run(_post(parts.hostname or "", parts.port or 80, iter(requests), load, connections))
    assert len(load.latencies) == len(requests)
    return load


async def _post(host: str, port: int, requests: Iterator[bytes], load: Load, connections: int) -> float:
    began = time.perf_counter()
    await asyncio.gather(*(_keep_posting(host, port, requests, load) for _ in range(connections)))
    return time.perf_counter() - began
