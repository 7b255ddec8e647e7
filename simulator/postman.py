"""Posts reports and replies to callback URLs on this machine, and again when one is not answered."""

import asyncio
import ipaddress
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import aiohttp
from yarl import URL

from simulator.options import Options
from simulator.timers import Timers

logger = logging.getLogger(__name__)
ANSWER_WITHIN = aiohttp.ClientTimeout(total=10)


@dataclass(slots=True)
class Post:
    """One thing to post; `told` hears how each try ended."""

    id: str
    callback: str
    method: str
    fields: Callable[[], dict[str, str]]
    told: Callable[[str], None] = lambda outcome: None
    tries: int = 0


@lru_cache(maxsize=1024)
def is_on_this_machine(callback: str) -> bool:
    """Nothing leaves this machine: only loopback addresses are ever called."""
    if not callback:
        return False
    try:
        url = URL(callback)
        host = url.host or ""
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not (is_loopback and url.scheme in ("http", "https")):
        logger.warning("A callback address that is not on this machine is never called.")
        return False
    return True


class Postman:
    def __init__(self, options: Options, counts: Counter[str]) -> None:
        self.counts = counts
        self._options = options
        self._waiting: asyncio.Queue[Post] = asyncio.Queue()
        self._retries = Timers()
        self._being_posted = 0
        self._workers: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        return self._waiting.qsize() + len(self._retries) + self._being_posted

    async def start(self) -> None:
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=5)
        self._session = aiohttp.ClientSession(connector=connector, timeout=ANSWER_WITHIN)
        self._workers = [asyncio.create_task(self._work()) for _ in range(self._options.posts_at_once)]

    async def stop(self) -> None:
        self.forget()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await self._session.close()

    def forget(self) -> None:
        self._retries.cancel()
        while not self._waiting.empty():
            self._waiting.get_nowait()

    def queue(self, post: Post) -> None:
        self._waiting.put_nowait(post)

    async def post(self, post: Post) -> bool:
        """One try now; tries that fail are repeated later, up to the last retry delay."""
        self._being_posted += 1
        status = await self._try(post)
        self._being_posted -= 1
        if status == 200:
            self.counts["posts_answered"] += 1
            post.told("Taken by the app")
            return True
        self._retry(post, "no answer" if status is None else f"HTTP {status}")
        return False

    async def _work(self) -> None:
        while True:
            await self.post(await self._waiting.get())

    async def _try(self, post: Post) -> int | None:
        fields: dict[str, Any] = {"params" if post.method == "GET" else "json": post.fields()}
        request = partial(self._session.request, post.method, post.callback, allow_redirects=False)
        try:
            async with request(**fields) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None

    def _retry(self, post: Post, answer: str) -> None:
        if post.tries >= len(self._options.retry_delays):
            self.counts["posts_given_up"] += 1
            post.told(f"Not taken by the app: {answer}")
            logger.warning("Gave up posting about %s: the last try ended with %s.", post.id, answer)
            return
        delay = self._options.retry_delays[post.tries]
        post.tries += 1
        post.told(f"Not taken yet: {answer}")
        self._retries.later(delay, self.queue, post)
