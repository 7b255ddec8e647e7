"""The three ways to send by the client, for tests of what comes of it."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest

from gateway.answers import Answer
from gateway.client import GatewayClient, send_single
from gateway.messages import OutgoingSms
from gateway.segments import Encoding
from tests.gateway.misbehaving import ACCEPTED, Gateway, http

KEY = "canary-key-5150"
DEADLINE = 0.5
OK = http("200 OK", ACCEPTED)


def make_sms(**changes: object) -> OutgoingSms:
    fields: dict[str, object] = {
        "reference": "ref-1",
        "sender": "MITTO-SMS",
        "to": "+447700900101",
        "text": "Hello Anna, 5 €",
        "encoding": Encoding.GSM,
        "callback": "https://crm.example/callbacks/mitto/token/",
    }
    return OutgoingSms(**fields | changes)


def client_of(mitto: Gateway, *, deadline: float = DEADLINE, **changes: int) -> GatewayClient:
    return GatewayClient(base_url=mitto.url, product_key=KEY, deadline=deadline, **changes)


async def post(url: str, sms: OutgoingSms | None = None) -> Answer:
    async with GatewayClient(base_url=url, product_key=KEY, deadline=DEADLINE) as client:
        return await client.post(sms or make_sms())


async def post_bulk(url: str) -> Answer:
    async with GatewayClient(base_url=url, product_key=KEY, deadline=DEADLINE) as client:
        sms = make_sms()
        [answer] = await client.post_bulk(sms, recipients=[sms.to], reference="call-1")
        return answer


async def post_single(url: str, sms: OutgoingSms | None = None) -> Answer:
    return await asyncio.to_thread(send_single, base_url=url, product_key=KEY, sms=sms or make_sms(), timeout=DEADLINE)


Send = Callable[[str], Awaitable[Answer]]
every_way = pytest.mark.parametrize("send", [post, post_bulk, post_single])
one_by_one = pytest.mark.parametrize("send", [post, post_single])


@contextmanager
def refusing() -> Iterator[str]:
    with socket.socket() as bound_but_not_listening:
        bound_but_not_listening.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound_but_not_listening.getsockname()[1]}"
