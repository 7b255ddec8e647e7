"""Delivery against a gateway on a real socket: what is posted, what each answer does, and what is never posted."""

import asyncio
import functools
import json
import time
import uuid
from typing import Any, NamedTuple

import pytest
from django.db import connection
from pytest_django import Settings

from gateway.client import GatewayClient
from optout import suppression
from sms import delivery, flight, outbox, outcomes, reports
from sms.flight import Address, Flight
from sms.models import GatewayState, Sms
from tests.conftest import Bell, Ready
from tests.factories import ago, make_broadcast, make_report, make_setup, make_sms
from tests.gateway.misbehaving import Behaviour, answer, drip, flood, hang, http, reset
from tests.sms.loopback import Loopback, accept


def deliver() -> Sms:
    """One run of the engine; the oldest SMS as it is then."""
    delivery.deliver()
    return Sms.objects.earliest("pk")


def says(status: str, *headers: str, **body: Any) -> Behaviour:
    return answer(http(status, json.dumps(body).encode() if body else b"", *headers))


def test_an_sms_is_posted_with_all_that_mitto_needs_and_no_more(mitto: Loopback, ready: Ready) -> None:
    sms = make_sms(originator="MITTO", recipient="+447700900123", text="Grüße, 2 € off <b>")

    deliver()

    assert mitto.posts == [
        {
            "from": "MITTO",
            "to": "+447700900123",
            "text": "Grüße, 2 € off <b>",
            "type": "GSM",
            "reference": sms.reference,
            "callback": f"http://127.0.0.1:8000/callbacks/mitto/{ready.setup.callback_token}/",
        }
    ]
    assert mitto.headers[0]["x-mitto-api-key"] == ready.setup.product_key
    assert mitto.served.requests[0].line == "POST /sms HTTP/1.1"


def test_a_text_beyond_gsm_is_posted_as_unicode_and_unchanged(mitto: Loopback) -> None:
    text = "Привет 👩‍👩‍👧‍👦 \u202eאבג\u202c"
    make_sms(text=text)

    deliver()

    assert (mitto.posts[0]["text"], mitto.posts[0]["type"]) == (text, "Unicode")


def test_an_accepted_sms_is_sent_under_mittos_id(mitto: Loopback) -> None:
    mitto.next.append(accept(parts=2, gateway_id="0F8FAD5B-d9cb-469f-a165-70867728950e"))
    make_sms(text="x" * 200)

    sms = deliver()

    assert (sms.status, sms.sent_messages) == ("sent", 2)
    assert sms.gateway_id == "0F8FAD5B-d9cb-469f-a165-70867728950e"


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


@pytest.mark.parametrize("is_broadcast", [False, True])
def test_a_number_that_opted_out_while_its_sms_was_queued_is_never_posted(mitto: Loopback, is_broadcast: bool) -> None:
    values = {"broadcast": make_broadcast(), "origin": "broadcast"} if is_broadcast else {}
    sms = make_sms(**values)
    other = make_sms()
    suppression.opt_out(sms.recipient, source="reply")

    deliver()

    assert mitto.posts_by_reference == {other.reference: 1}
    sms.refresh_from_db()
    assert (sms.status, sms.skip_reason) == ("skipped", "opted_out")


def test_the_confirmation_of_an_opt_out_leaves_all_the_same(mitto: Loopback) -> None:
    sms = make_sms(origin="confirmation")
    suppression.opt_out(sms.recipient, source="reply")

    assert deliver().status == "sent"


@pytest.mark.parametrize("status", ["paused", "cancelled", "building", "finished"])
def test_nothing_of_a_broadcast_that_does_not_run_is_posted(mitto: Loopback, status: str) -> None:
    make_sms(broadcast=make_broadcast(status=status), origin="broadcast")

    assert deliver().status == "queued"
    assert mitto.posts == []


def test_a_worker_that_woke_up_after_its_lease_does_not_open_a_socket(mitto: Loopback, ready: Ready) -> None:
    make_sms()
    attempt_id = uuid.uuid4()
    parcels = outbox.arm(outbox.claim(singles=1, broadcasts=0), attempt_id)
    frozen = Flight(Address(mitto.url, ready.setup.product_key, "http://127.0.0.1/"))

    frozen.start(parcels, attempt_id, armed_at=time.monotonic() - flight.LATEST_START - 1)
    outcomes.record(frozen.land(at_least=1, within=5))
    frozen.close()

    assert mitto.posts == []
    assert Sms.objects.get().status == "queued"


def test_the_latest_start_and_the_deadline_fit_into_the_lease() -> None:
    assert outbox.POSTING_LEASE.total_seconds() > flight.LATEST_START + 15


def test_without_a_product_key_nothing_is_claimed(mitto: Loopback) -> None:
    make_setup(product_key="")
    make_sms()

    assert deliver().status == "queued"
    assert mitto.served.connections == 0


def test_a_changed_product_key_is_used_from_the_next_run_on(mitto: Loopback) -> None:
    make_sms()
    deliver()
    make_setup(product_key="another-key")
    make_sms()

    deliver()

    assert [headers["x-mitto-api-key"] for headers in mitto.headers] == ["a-product-key", "another-key"]


def test_agents_singles_are_posted_before_a_broadcast_that_waited_longer(mitto: Loopback) -> None:
    broadcast = make_broadcast()
    for _ in range(20):
        make_sms(broadcast=broadcast, origin="broadcast", due_at=ago(3600))
    single = make_sms()

    deliver()

    assert mitto.posts[0]["reference"] == single.reference
    assert len(mitto.posts) == 21


def test_an_agents_sms_leaves_while_a_whole_broadcast_hangs(
    many_connections: None, mitto: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flight, "GatewayClient", functools.partial(GatewayClient, deadline=4))
    broadcast = make_broadcast()
    for _ in range(300):
        make_sms(broadcast=broadcast, origin="broadcast")
    in_the_air = flight.WINDOW - delivery.RESERVED
    posted_at: list[float] = []

    def write_an_sms() -> None:
        make_sms()
        connection.close()

    async def hang_while_an_agent_writes(writer: Any) -> None:
        await asyncio.to_thread(write_an_sms)
        posted_at.append(time.monotonic())
        await hang(writer)

    async def note(writer: Any) -> None:
        posted_at.append(time.monotonic())
        await accept()(writer)

    mitto.next.extend([hang] * (in_the_air - 1) + [hang_while_an_agent_writes, note])

    delivery.deliver(budget=2)

    written, left = posted_at
    assert left - written < 3


def test_hundreds_leave_in_one_run_each_once_with_few_statements(
    mitto: Loopback, django_assert_max_num_queries: Any
) -> None:
    broadcast = make_broadcast()
    for n in range(600):
        make_sms(broadcast=broadcast if n % 2 else None)

    with django_assert_max_num_queries(90):
        delivery.deliver(budget=20)

    assert set(Sms.objects.values_list("status", flat=True)) == {"sent"}
    assert set(mitto.posts_by_reference.values()) == {1}
    assert len(mitto.posts) == 600
    assert mitto.served.most_in_flight <= flight.WINDOW


@pytest.mark.parametrize(("waiting", "called"), [(3, [("sms.deliver", ())]), (1, [])])
def test_more_than_one_claim_calls_one_neighbour(
    mitto: Loopback, monkeypatch: pytest.MonkeyPatch, bells: list[Bell], waiting: int, called: list[Bell]
) -> None:
    monkeypatch.setattr(delivery, "CLAIM_SIZE", 2)
    for _ in range(waiting):
        make_sms()
    bells.clear()

    delivery.deliver()

    assert bells == called


def test_one_call_that_hangs_keeps_nobody_waiting(mitto: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flight, "GatewayClient", functools.partial(GatewayClient, deadline=4))
    mitto.next.append(hang)
    for _ in range(flight.WINDOW + 200):
        make_sms()

    delivery.deliver(budget=0.05)

    assert Sms.objects.filter(status="sent").count() == flight.WINDOW + 199
    assert Sms.objects.filter(status="unknown").count() == 1


def test_a_budget_that_is_spent_leaves_the_rest_queued(mitto: Loopback) -> None:
    make_sms()

    assert delivery.deliver(budget=0) == 0
    assert Sms.objects.get().status == "queued"


def test_a_run_that_breaks_off_lets_go_of_what_it_never_armed(mitto: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    make_sms(broadcast=make_broadcast(), origin="broadcast")
    for _ in range(300):
        make_sms()
    monkeypatch.setattr(outcomes, "record", out_of_order)

    with pytest.raises(RuntimeError, match="disk full"):
        delivery.deliver()

    assert not Sms.objects.filter(status="claimed").exists()
    assert Sms.objects.filter(status="queued").count() == 301 - flight.WINDOW


def test_neither_numbers_nor_texts_nor_secrets_are_logged_while_sending(
    mitto: Loopback, ready: Ready, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    mitto.next.extend([reset, says("500 Oops"), says("401 Unauthorized")])
    for _ in range(5):
        make_sms(recipient="+447700900123", text="canary text")

    deliver()
    let_time_pass()
    deliver()

    for canary in ("900123", "canary text", ready.setup.product_key, ready.setup.callback_token):
        assert canary not in caplog.text


def let_time_pass() -> None:
    """Whatever waits for a moment has waited long enough, and a pause was ended."""
    Sms.objects.filter(status="queued").update(due_at=ago(1))
    GatewayState.objects.update(is_paused=False, quiet_until=None)


def out_of_order(*arguments: Any, **options: Any) -> None:
    raise RuntimeError("disk full")
