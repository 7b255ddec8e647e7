"""A gateway that remembers what it was handed, and misbehaves on request. It shares no code with the product."""

import asyncio
import itertools
import json
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.services import free_port


@dataclass(slots=True)
class Post:
    """One call of /sms. Unless its answer was a certain refusal, the gateway may have taken it."""

    reference: str
    to: str
    callback: str
    at: float = field(default_factory=time.monotonic)
    gateway_id: str = ""
    was_refused: bool = False


Behaviour = Callable[[Post, asyncio.StreamWriter], Awaitable[None]]


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


async def accept(post: Post, writer: asyncio.StreamWriter) -> None:
    """What Mitto does on a good day."""
    answer = {"id": post.gateway_id, "responseCode": 0, "messageParts": 1, "timestamp": "2026-01-01T00:00:00Z"}
    writer.write(http("200 OK", json.dumps(answer).encode()))


def answer(raw: bytes, *, refuses: bool = False, then_close: bool = False) -> Behaviour:
    """Answer these very bytes; `refuses` when they say for certain that the message was not taken."""

    async def behave(post: Post, writer: asyncio.StreamWriter) -> None:
        post.was_refused = refuses
        writer.write(raw)
        if then_close:
            await writer.drain()
            writer.close()

    return behave


async def reset(post: Post, writer: asyncio.StreamWriter) -> None:
    """Read the whole message, then drop the connection."""
    writer.transport.abort()


async def hang(post: Post, writer: asyncio.StreamWriter) -> None:
    """Read the whole message and never answer."""
    await asyncio.sleep(3600)


async def flood(post: Post, writer: asyncio.StreamWriter) -> None:
    """An answer of ten megabytes."""
    writer.write(http("200 OK", b" " * 10_000_000))
    await writer.drain()


def first(count: int, misbehave: Behaviour) -> Behaviour:
    """Misbehave towards the first posts, then accept."""
    numbers = itertools.count()

    async def behave(post: Post, writer: asyncio.StreamWriter) -> None:
        await (misbehave if next(numbers) < count else accept)(post, writer)

    return behave


class Gateway:
    """Listens in a thread of its own. `posts` is everything it was ever handed, in order."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.behave: Behaviour = accept
        self.latency = 0.0
        # Seconds after which a connection that carries nothing is closed.
        self.idle_limit: float | None = None
        self.closed_idle = 0
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> "Gateway":
        self.thread.start()
        self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def listen(self) -> None:
        self.server = self._run(asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=2048))

    def hang_up(self) -> None:
        """Break every connection and refuse new ones."""
        self._run(self._close())

    def by_reference(self) -> dict[str, list[Post]]:
        posts = defaultdict(list)
        for post in list(self.posts):
            posts[post.reference].append(post)
        return posts

    def taken(self) -> list[Post]:
        """The posts that were not certainly refused."""
        return [post for post in list(self.posts) if not post.was_refused]

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=10)

    async def _close(self) -> None:
        self.server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                try:
                    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), self.idle_limit)
                except TimeoutError:
                    self.closed_idle += 1
                    break
                await self._take(head, reader, writer)
        writer.close()

    async def _take(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = head.decode().lower().split("\r\n")
        size = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
        sms = json.loads(await reader.readexactly(size))
        post = Post(reference=sms["reference"], to=sms["to"], callback=sms["callback"])
        post.gateway_id = f"id-of-{post.reference}"
        self.posts.append(post)
        await asyncio.sleep(self.latency)
        await self.behave(post, writer)
