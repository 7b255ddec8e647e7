"""A gateway on the loopback that does to a connection whatever a test asks of it."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]

ACCEPTED = b'{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","responseCode":0,"messageParts":1}'


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


def answer(raw: bytes, *, then_close: bool = False) -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        if then_close:
            writer.close()

    return behave


def drip(raw: bytes) -> Behaviour:
    """Send the head at once and the body byte by byte, each in time for a timeout per read."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        head, _, body = raw.partition(b"\r\n\r\n")
        writer.write(head + b"\r\n\r\n")
        for byte in body:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.05)

    return behave


async def flood(writer: asyncio.StreamWriter) -> None:
    writer.write(http("200 OK").replace(b"Length: 0", b"Length: 999999999999"))
    while True:
        writer.write(b" " * 65_536)
        await writer.drain()


async def reset(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def hang(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


@dataclass
class Request:
    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


@dataclass
class Gateway:
    behave: Behaviour
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    in_flight: int = 0
    most_in_flight: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                self.requests.append(await read_request(reader))
                self.in_flight += 1
                self.most_in_flight = max(self.most_in_flight, self.in_flight)
                await self.behave(writer)
                self.in_flight -= 1
        writer.close()


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
    return Request(head[0], headers, await reader.readexactly(int(headers["content-length"])))


@asynccontextmanager
async def gateway(behave: Behaviour, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Gateway]:
    served = Gateway(behave)
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0, ssl=tls, backlog=512)
    served.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield served
    finally:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
