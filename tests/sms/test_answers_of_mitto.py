"""What each answer of Mitto makes of an SMS, over a real socket: the answer table, row by row."""

import asyncio
import functools
from typing import Any, NamedTuple

import pytest
from django.db import connection
from pytest_django import Settings

from gateway.client import GatewayClient
from sms import flight, outbox, reports
from sms.models import GatewayState, Sms
from tests.factories import ago, make_report, make_sms
from tests.gateway.misbehaving import Behaviour, answer, drip, flood, hang, http, reset
from tests.sms.loopback import Loopback, accept, deliver, let_time_pass, says


class Case(NamedTuple):
    behaviour: Behaviour
    status: str
    is_certainly_not_sent: bool
    verdict: str


REFUSED = {
    f"code {code}": Case(says("200 OK", responseCode=code, responseText="no"), "failed", False, "refused")
    for code in range(2, 10)
}
CASES = REFUSED | {
    "code 8 on 400": Case(says("400 Bad Request", responseCode=8), "failed", False, "refused"),
    "400 without a body": Case(says("400 Bad Request"), "failed", False, "refused"),
    "404": Case(answer(http("404 Not Found", b"<html>")), "failed", False, "refused"),
    "401": Case(says("401 Unauthorized"), "queued", True, "unauthorized"),
    "403": Case(says("403 Forbidden"), "queued", True, "unauthorized"),
    "429": Case(says("429 Too Many Requests"), "queued", True, "rate_limited"),
    "code 1": Case(says("200 OK", responseCode=1, responseText="internal"), "queued", True, "internal_error"),
    "code 1 on 500": Case(says("500 Oops", responseCode=1), "queued", True, "internal_error"),
    "code 1 with an id": Case(says("200 OK", responseCode=1, id="abc"), "unknown", False, "unknown"),
    "500": Case(says("500 Oops"), "unknown", False, "unknown"),
    "502 of a proxy": Case(answer(http("502 Bad Gateway", b"<html>")), "unknown", False, "unknown"),
    "302": Case(says("302 Found", "Location: /elsewhere"), "unknown", False, "unknown"),
    "200 without an id": Case(says("200 OK", responseCode=0), "unknown", False, "unknown"),
    "200 and nothing": Case(says("200 OK"), "unknown", False, "unknown"),
    "200 and HTML": Case(answer(http("200 OK", b"<html>")), "unknown", False, "unknown"),
    "200 and a list": Case(answer(http("200 OK", b"[]")), "unknown", False, "unknown"),
    "200 and wrong types": Case(says("200 OK", id={}, responseCode=[]), "unknown", False, "unknown"),
    "no HTTP at all": Case(answer(b"SSH-2.0-OpenSSH\r\n\r\n", then_close=True), "unknown", False, "unknown"),
    "cut short": Case(
        answer(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id":', then_close=True), "unknown", False, "unknown"
    ),
    "a reset after the body": Case(reset, "unknown", False, "unknown"),
    "a flood": Case(flood, "unknown", False, "unknown"),
}
ENDLESS = {
    "a hang after the body": Case(hang, "unknown", False, "unknown"),
    "a drip": Case(drip(http("200 OK", b" " * 99)), "unknown", False, "unknown"),
}


@pytest.mark.parametrize("case", [*CASES, *ENDLESS])
def test_each_answer_does_what_the_table_says(mitto: Loopback, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    if case in ENDLESS:
        monkeypatch.setattr(flight, "GatewayClient", functools.partial(GatewayClient, deadline=2))
    behaviour, status, is_certainly_not_sent, verdict = (CASES | ENDLESS)[case]
    mitto.next.append(behaviour)
    make_sms()

    sms = deliver()

    assert (sms.status, sms.claim_id, sms.lease_until) == (status, None, None)
    assert [attempt.verdict for attempt in sms.attempts.all()] == [verdict]
    assert sms.error
    assert sms.gateway_id == ""
    let_time_pass()
    deliver()
    assert mitto.posts_by_reference == {sms.reference: 1 + is_certainly_not_sent}


def test_a_refused_connection_is_certainly_not_sent_and_keeps_everybody_quiet(
    mitto: Loopback, settings: Settings
) -> None:
    settings.MITTO_BASE_URL = "http://127.0.0.1:9"
    make_sms()

    sms = deliver()

    assert (sms.status, sms.tries) == ("queued", 1)
    assert sms.error == "Mitto could not be reached. Nothing was sent."
    assert outbox.claim(singles=10, broadcasts=10) == []
    settings.MITTO_BASE_URL = mitto.url
    let_time_pass()
    assert deliver().status == "sent"
    assert len(mitto.posts) == 1


def test_a_refused_key_pauses_all_sending_until_the_pause_ends(mitto: Loopback) -> None:
    mitto.next.append(says("401 Unauthorized"))
    make_sms()
    deliver()
    make_sms()

    deliver()
    assert len(mitto.posts) == 1

    GatewayState.objects.update(is_paused=False)
    deliver()
    assert len(mitto.posts) == 3
    assert set(Sms.objects.values_list("status", flat=True)) == {"sent"}


def test_a_429_slows_everything_down_for_as_long_as_mitto_asks(mitto: Loopback) -> None:
    mitto.next.append(says("429 Too Many Requests", "Retry-After: 30"))
    sms = make_sms()
    deliver()
    make_sms()

    deliver()

    assert mitto.posts_by_reference == {sms.reference: 1}
    assert GatewayState.objects.filter(quiet_until__gt=ago(-25), quiet_until__lte=ago(-30)).exists()


def test_a_report_that_came_before_the_answer_keeps_delivered_and_gets_the_id(
    many_connections: None, mitto: Loopback
) -> None:
    sms = make_sms()

    def report() -> None:
        reports.apply_report(make_report("DELIVERED", reference=sms.reference))
        connection.close()

    async def report_then_accept(writer: Any) -> None:
        await asyncio.to_thread(report)
        await accept(gateway_id="later-id")(writer)

    mitto.next.append(report_then_accept)

    sms = deliver()

    assert (sms.status, sms.delivery_status, sms.gateway_id) == ("delivered", "DELIVERED", "later-id")
    assert (sms.lease_until, sms.claim_id) == (None, None)
