"""Post SMS to Mitto, and never say more about their fate than the wire has shown."""

import asyncio
import io
import math
import time
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Self

import aiohttp
import requests

from gateway import calls
from gateway.answers import (
    DECIDED_BY_STATUS,
    Answer,
    Verdict,
    answer_limit,
    read_answer,
    read_bulk_answer,
)
from gateway.calls import is_allowed_base_url as is_allowed_base_url
from gateway.messages import OutgoingSms

# Seconds. aiohttp rounds a deadline of more than 5 up to the next whole second of its clock.
CONNECT_TIMEOUT: Final = 5.0
DEFAULT_DEADLINE: Final = 15.0
DEFAULT_WINDOW: Final = 256
# A close by the server that races a POST leaves that SMS unknown: be the first to drop an idle connection.
IDLE_TIMEOUT: Final = 5.0
DNS_TTL: Final = 60

_UNREACHABLE = Answer(Verdict.UNREACHABLE, error="Mitto could not be reached. Nothing was sent.")
_HELD_UP = Answer(Verdict.UNREACHABLE, error="The worker was held up before it could post. Nothing was sent.")
_LOST = Answer(Verdict.UNKNOWN, error="The connection failed before Mitto answered. It may have been sent.")


class _TooLate(OSError):
    pass


class _Body(io.BytesIO):
    """The body of a call. It is read at the moment it is written to a connected socket."""

    def __init__(self, content: bytes, *, not_after: float = math.inf) -> None:
        super().__init__(content)
        self.not_after = not_after

    def read(self, size: int | None = -1, /) -> bytes:
        if self.is_too_late:
            raise _TooLate
        return super().read(size)

    @property
    def is_too_late(self) -> bool:
        return time.monotonic() > self.not_after


class _Payload(aiohttp.BytesPayload):
    """A body for aiohttp, which takes a tenth of a call to find out by itself how a file is to be read."""

    def __init__(self, body: _Body) -> None:
        super().__init__(body.getbuffer(), content_type="application/json")
        self._body = body

    async def write_with_length(self, writer: Any, content_length: int | None) -> None:
        await writer.write(self._body.read())


class _Reply(NamedTuple):
    status: int
    body: bytes
    retry_after: str | None


class GatewayClient:
    """Many posts at once over one pool of connections, within one event loop.

    At most `window` calls are in flight, and a wait for a place is no part of the deadline. Nothing is
    sent twice: aiohttp repeats idempotent methods only, and redirects are not followed.
    """

    def __init__(
        self,
        *,
        base_url: str,
        product_key: str,
        window: int = DEFAULT_WINDOW,
        deadline: float = DEFAULT_DEADLINE,
    ) -> None:
        self._sms_url = calls.endpoint(base_url, "sms")
        self._bulk_url = calls.endpoint(base_url, "smsbulk")
        self._headers = calls.headers(product_key)
        self._window = asyncio.Semaphore(window)
        self._timeout = aiohttp.ClientTimeout(total=deadline, connect=min(CONNECT_TIMEOUT, deadline / 2))
        self._session: aiohttp.ClientSession | None = None

    async def post(self, sms: OutgoingSms, *, not_after: float = math.inf) -> Answer:
        """Send one SMS by /sms; none of it is written to a socket after `not_after` by the monotonic clock."""
        body = _Body(calls.body(sms, to=sms.to, reference=sms.reference), not_after=not_after)
        try:
            reply = await self._exchange(self._sms_url, body, answer_limit())
        except (aiohttp.ClientError, OSError):
            return _fate(body)
        return read_answer(reply.status, reply.body, retry_after=reply.retry_after)

    async def post_bulk(
        self, sms: OutgoingSms, *, recipients: Sequence[str], reference: str, not_after: float = math.inf
    ) -> list[Answer]:
        """Send one text to many by one call of /smsbulk, which has a reference of its own; answers keep the order."""
        body = _Body(calls.body(sms, to=list(recipients), reference=reference), not_after=not_after)
        try:
            reply = await self._exchange(self._bulk_url, body, answer_limit(len(recipients)))
        except (aiohttp.ClientError, OSError):
            return [_fate(body)] * len(recipients)
        return read_bulk_answer(reply.status, reply.body, recipients=recipients, retry_after=reply.retry_after)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _exchange(self, url: str, body: _Body, limit: int) -> _Reply:
        self._session = session = self._session or self._open_session()
        async with self._window, session.post(url, data=_Payload(body), allow_redirects=False) as response:
            is_decided = response.status in DECIDED_BY_STATUS
            answer = b"" if is_decided else await _read(response.content, limit)
            return _Reply(response.status, answer, response.headers.get("Retry-After"))

    def _open_session(self) -> aiohttp.ClientSession:
        """Not in the constructor, because a session belongs to the running loop."""
        return aiohttp.ClientSession(
            # No limit here, so that no call waits for a connection while its deadline runs.
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_TIMEOUT, ttl_dns_cache=DNS_TTL),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
            timeout=self._timeout,
            trust_env=False,
        )


def send_single(
    *,
    base_url: str,
    product_key: str,
    sms: OutgoingSms,
    test: bool = False,
    timeout: float = DEFAULT_DEADLINE,
) -> Answer:
    """Send one SMS while a person waits; with `test`, Mitto checks it and delivers nothing."""
    url, headers = calls.endpoint(base_url, "sms"), calls.headers(product_key)
    body = _Body(calls.body(sms, to=sms.to, reference=sms.reference, test=test))
    try:
        reply = _post(url, headers, body, timeout)
    except requests.RequestException:
        return _fate(body)
    return read_answer(reply.status, reply.body, retry_after=reply.retry_after, for_test=test)


def _fate(body: _Body) -> Answer:
    """What a failed call did to its SMS.

    The exception cannot tell: requests has one for "never sent" and "sent, then reset", and any deadline may
    expire anywhere. The body can: as long as none of it was read, none of it was sent.
    """
    if body.tell():
        return _LOST
    return _HELD_UP if body.is_too_late else _UNREACHABLE


async def _read(content: aiohttp.StreamReader, limit: int) -> bytes:
    """Read an answer, and of one that is too long just enough to tell."""
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > limit:
            break
    return bytes(body)


def _post(url: str, headers: dict[str, str], body: _Body, timeout: float) -> _Reply:
    until = time.monotonic() + timeout
    with requests.Session() as session:
        session.trust_env = False
        with session.post(
            url,
            data=body,
            headers=headers,
            timeout=(min(CONNECT_TIMEOUT, timeout), timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            is_decided = response.status_code in DECIDED_BY_STATUS
            answer = b"" if is_decided else _read_until(response, until)
            return _Reply(response.status_code, answer, response.headers.get("Retry-After"))


def _read_until(response: requests.Response, until: float) -> bytes:
    """Read byte by byte, for a larger read lets a dripping connection outlast any timeout."""
    body = bytearray()
    for byte in response.iter_content(1):
        body += byte
        if len(body) > answer_limit():
            break
        if time.monotonic() > until:
            raise requests.ReadTimeout
    return bytes(body)
