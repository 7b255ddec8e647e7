"""Connections that never stand, break or were closed: what may be called unsent, and what nobody can know."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.answers import Verdict
from gateway.client import GatewayClient
from tests.gateway.client_calls import (
    DEADLINE,
    KEY,
    OK,
    Send,
    client_of,
    every_way,
    make_sms,
    post,
    refusing,
)
from tests.gateway.misbehaving import answer, gateway, reset


@contextmanager
def never_accepting(scheme: str = "http") -> Iterator[str]:
    """A listener whose queue is full, so that the kernel leaves further connections unanswered."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def silent_during_the_handshake() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


@every_way
@pytest.mark.parametrize("broken", [refusing, never_accepting, silent_during_the_handshake])
def test_an_sms_is_certainly_unsent_if_no_connection_ever_stood(send: Send, broken: Callable) -> None:
    with broken() as url:
        assert asyncio.run(send(url)).verdict is Verdict.UNREACHABLE


def test_a_connection_that_never_stands_is_given_up_before_the_deadline() -> None:
    async def scenario(url: str) -> None:
        async with GatewayClient(base_url=url, product_key=KEY, deadline=2) as client, asyncio.timeout(1.8):
            assert (await client.post(make_sms())).verdict is Verdict.UNREACHABLE

    with never_accepting() as url:
        asyncio.run(scenario(url))


@every_way
def test_an_sms_is_certainly_unsent_if_the_name_cannot_be_resolved(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)

    assert asyncio.run(send("http://localhost:8999")).verdict is Verdict.UNREACHABLE


@every_way
def test_an_sms_is_certainly_unsent_if_the_other_side_speaks_no_tls(send: Send) -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async def scenario() -> None:
        server = await asyncio.start_server(plain, "127.0.0.1", 0)
        async with server:
            url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            assert (await send(url)).verdict is Verdict.UNREACHABLE

    asyncio.run(scenario())


@every_way
def test_an_sms_and_the_key_stay_here_if_the_certificate_is_not_trusted(send: Send, tmp_path: Path) -> None:
    async def scenario() -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self_signed_certificate(tmp_path))
        async with gateway(answer(OK), tls=tls) as mitto:
            assert (await send(mitto.url)).verdict is Verdict.UNREACHABLE

        assert mitto.requests == []

    asyncio.run(scenario())


def self_signed_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    return path


def test_a_call_that_was_still_connecting_when_the_process_froze_is_unsent() -> None:
    async def scenario(url: str) -> None:
        call = asyncio.create_task(post(url))
        await asyncio.sleep(0.05)
        time.sleep(DEADLINE * 1.5)  # connect timeout and deadline now expire in one turn of the loop
        assert (await call).verdict is Verdict.UNREACHABLE

    with never_accepting() as url:
        asyncio.run(scenario(url))


def test_a_kept_connection_that_closes_as_the_next_post_leaves_makes_it_unknown_and_is_not_retried() -> None:
    async def scenario() -> None:
        async with gateway(answer(OK)) as mitto, client_of(mitto) as client:
            assert (await client.post(make_sms())).verdict is Verdict.ACCEPTED
            mitto.behave = reset
            assert (await client.post(make_sms())).verdict is Verdict.UNKNOWN

        assert (mitto.connections, len(mitto.requests)) == (1, 2)

    asyncio.run(scenario())


def test_a_connection_that_the_gateway_closed_earlier_is_replaced() -> None:
    async def scenario() -> None:
        async with gateway(answer(OK, then_close=True)) as mitto, client_of(mitto) as client:
            for _ in range(2):
                assert (await client.post(make_sms())).verdict is Verdict.ACCEPTED
                await asyncio.sleep(0.05)

        assert mitto.connections == 2

    asyncio.run(scenario())


@pytest.mark.parametrize(("idle_timeout", "connections"), [(5.0, 1), (0.02, 2)])
def test_a_connection_is_kept_until_it_was_idle_for_too_long(
    idle_timeout: float, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.client.IDLE_TIMEOUT", idle_timeout)

    async def scenario() -> None:
        async with gateway(answer(OK)) as mitto, client_of(mitto) as client:
            await client.post(make_sms())
            await asyncio.sleep(0.1)
            await client.post(make_sms())

        assert mitto.connections == connections

    asyncio.run(scenario())
