"""The client against real sockets that misbehave: what may be called unsent, and what nobody can know."""

import asyncio
import json
from collections.abc import Callable

import pytest

from gateway.answers import Answer, Verdict
from gateway.client import GatewayClient, send_single
from gateway.segments import Encoding
from tests.gateway.client_calls import (
    DEADLINE,
    KEY,
    OK,
    Send,
    client_of,
    every_way,
    make_sms,
    one_by_one,
    refusing,
)
from tests.gateway.misbehaving import ACCEPTED, answer, drip, flood, gateway, hang, http, reset


@one_by_one
@pytest.mark.parametrize(
    ("encoding", "text", "type_"),
    [(Encoding.GSM, "5 € [ok]", "GSM"), (Encoding.UCS2, "Привет 😀 \ud800", "Unicode")],
)
def test_one_sms_goes_out_as_mitto_documents_it(send: Callable, encoding: Encoding, text: str, type_: str) -> None:
    async def scenario() -> None:
        async with gateway(answer(OK)) as mitto:
            accepted = await send(mitto.url + "/", make_sms(encoding=encoding, text=text))

        assert accepted == Answer(Verdict.ACCEPTED, gateway_id="0f8fad5b-d9cb-469f-a165-70867728950e", parts=1)
        [request] = mitto.requests
        assert request.line == "POST /sms HTTP/1.1"
        assert request.headers["x-mitto-api-key"] == KEY
        assert request.headers["content-type"] == "application/json"
        assert request.json == {
            "from": "MITTO-SMS",
            "to": "+447700900101",
            "text": text,
            "type": type_,
            "reference": "ref-1",
            "callback": "https://crm.example/callbacks/mitto/token/",
        }

    asyncio.run(scenario())


def test_a_bulk_call_sends_all_numbers_under_one_reference() -> None:
    numbers = ["+447700900101", "+447700900102"]
    reply = {"responseCode": 0, "messages": [{"id": f"id-{n}", "to": n} for n in numbers]}

    async def scenario() -> None:
        async with (
            gateway(answer(http("200 OK", json.dumps(reply).encode()))) as mitto,
            GatewayClient(base_url=mitto.url, product_key=KEY) as client,
        ):
            answers = await client.post_bulk(make_sms(), recipients=numbers, reference="call-1")

        assert [a.gateway_id for a in answers] == ["id-+447700900101", "id-+447700900102"]
        [request] = mitto.requests
        assert request.line == "POST /smsbulk HTTP/1.1"
        assert (request.json["to"], request.json["reference"]) == (numbers, "call-1")

    asyncio.run(scenario())


def test_a_test_call_is_marked_and_may_come_back_without_an_id() -> None:
    async def scenario() -> None:
        async with gateway(answer(http("200 OK", b'{"responseCode":0,"test":true}'))) as mitto:
            verdict = (
                await asyncio.to_thread(
                    send_single, base_url=mitto.url, product_key=KEY, sms=make_sms(callback=""), test=True
                )
            ).verdict

        assert verdict is Verdict.ACCEPTED
        assert mitto.requests[0].json["test"] is True
        assert "callback" not in mitto.requests[0].json

    asyncio.run(scenario())


@every_way
@pytest.mark.parametrize(
    ("behave", "verdict"),
    [
        pytest.param(answer(http("200 OK", b'{"responseCode":8}')), Verdict.REFUSED, id="refused"),
        pytest.param(answer(http("500 Oops", b'{"responseCode":1}')), Verdict.INTERNAL_ERROR, id="internal error"),
        pytest.param(answer(http("401 Unauthorized")), Verdict.UNAUTHORIZED, id="unauthorised"),
        pytest.param(
            answer(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\n\r\nno"), Verdict.UNAUTHORIZED, id="403 cut short"
        ),
        pytest.param(answer(http("502 Bad Gateway", b"<html>")), Verdict.UNKNOWN, id="bad gateway"),
        pytest.param(answer(http("200 OK", b"<html>OK</html>")), Verdict.UNKNOWN, id="html"),
        pytest.param(answer(http("200 OK")), Verdict.UNKNOWN, id="empty"),
        pytest.param(answer(b"\x00\xffgarbage\r\n\r\n", then_close=True), Verdict.UNKNOWN, id="not http"),
        pytest.param(answer(b"HTTP/1.1 200", then_close=True), Verdict.UNKNOWN, id="half a status line"),
        pytest.param(answer(OK[:-20], then_close=True), Verdict.UNKNOWN, id="truncated"),
        pytest.param(
            answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", then_close=True),
            Verdict.UNKNOWN,
            id="broken chunks",
        ),
        pytest.param(
            answer(http("200 OK", ACCEPTED, "Content-Encoding: gzip")), Verdict.UNKNOWN, id="not the gzip it says"
        ),
        pytest.param(
            answer(b"HTTP/1.1 200 OK\r\n" + b"X: %b\r\n" % (b"x" * 9000) * 20 + b"\r\n"),
            Verdict.UNKNOWN,
            id="huge head",
        ),
        pytest.param(answer(http("200 OK", b" " * 10_000_000)), Verdict.UNKNOWN, id="ten megabytes"),
        pytest.param(answer(b"", then_close=True), Verdict.UNKNOWN, id="closed without an answer"),
        pytest.param(reset, Verdict.UNKNOWN, id="reset"),
        pytest.param(hang, Verdict.UNKNOWN, id="hang"),
    ],
)
def test_verdict_once_the_sms_was_handed_over(send: Send, behave: Callable, verdict: Verdict) -> None:
    async def scenario() -> None:
        async with gateway(behave) as mitto:
            assert (await send(mitto.url)).verdict == verdict
            assert len(mitto.requests) == 1

    asyncio.run(scenario())


@every_way
def test_an_answer_that_drips_does_not_outlast_the_deadline(send: Send) -> None:
    async def scenario() -> None:
        async with gateway(drip(http("200 OK", b" " * 500))) as mitto, asyncio.timeout(DEADLINE * 4):
            assert (await send(mitto.url)).verdict is Verdict.UNKNOWN

    asyncio.run(scenario())


@every_way
def test_an_endless_answer_is_read_no_further_than_needed(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.gateway.test_client.DEADLINE", 60)

    async def scenario() -> None:
        async with gateway(flood) as mitto, asyncio.timeout(20):
            assert (await send(mitto.url)).verdict is Verdict.UNKNOWN

    asyncio.run(scenario())


@every_way
def test_a_redirect_is_not_followed(send: Send) -> None:
    async def scenario() -> None:
        async with gateway(answer(OK)) as elsewhere:
            moved = answer(http("307 Temporary Redirect", b"", f"Location: {elsewhere.url}/sms"))
            async with gateway(moved) as mitto:
                assert (await send(mitto.url)).verdict is Verdict.UNKNOWN

            assert (len(mitto.requests), len(elsewhere.requests)) == (1, 0)

    asyncio.run(scenario())


@every_way
def test_a_slower_pace_is_passed_on(send: Send) -> None:
    async def scenario() -> None:
        async with gateway(answer(http("429 Too Many Requests", b"", "Retry-After: 7"))) as mitto:
            limited = await send(mitto.url)

        assert (limited.verdict, limited.retry_after) == (Verdict.RATE_LIMITED, 7)

    asyncio.run(scenario())


@pytest.mark.parametrize(("window", "calls"), [(2, 8), (150, 150)])
def test_the_window_bounds_the_calls_in_flight_and_waiting_for_it_costs_no_deadline(window: int, calls: int) -> None:
    # Together the calls wait for longer than the deadline of one, and each leaves a busy machine time to spare.
    async def slowly(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.6)
        await answer(OK)(writer)

    async def scenario() -> None:
        async with gateway(slowly) as mitto, client_of(mitto, window=window, deadline=2) as client:
            answers = await asyncio.gather(*(client.post(make_sms()) for _ in range(calls)))

        assert {a.verdict for a in answers} == {Verdict.ACCEPTED}
        assert mitto.most_in_flight == window

    asyncio.run(scenario())


def test_a_client_closed_with_a_call_in_flight_leaves_that_sms_unknown() -> None:
    async def scenario() -> None:
        async with gateway(hang) as mitto:
            client = client_of(mitto)
            call = asyncio.create_task(client.post(make_sms()))
            while not mitto.requests:
                await asyncio.sleep(0.01)
            await client.close()
            assert (await call).verdict is Verdict.UNKNOWN

    asyncio.run(scenario())


@every_way
def test_a_proxy_in_the_environment_is_ignored(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with gateway(answer(http("401 Unauthorized"))) as mitto:
            assert (await send(mitto.url)).verdict is Verdict.UNAUTHORIZED

    with refusing() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        asyncio.run(scenario())


@one_by_one
def test_neither_key_nor_number_nor_text_is_logged(send: Send, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        for behave in (answer(OK), reset, answer(http("200 OK", b'{"responseCode":8}'))):
            async with gateway(behave) as mitto:
                await send(mitto.url)

    for name in ("", "asyncio", "aiohttp", "urllib3"):
        caplog.set_level("DEBUG", logger=name)
    asyncio.run(scenario(), debug=True)

    assert caplog.text
    assert not any(secret in caplog.text for secret in (KEY, "447700900101", "Anna", "token"))


def test_a_client_does_not_print_its_key() -> None:
    assert KEY not in repr(GatewayClient(base_url="http://127.0.0.1:9", product_key=KEY))
