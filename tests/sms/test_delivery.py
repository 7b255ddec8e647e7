"""Delivery against a gateway on a real socket: what is posted, what each answer does, and what is never posted."""

import asyncio
import functools
import time
import uuid
from typing import Any

import pytest
from django.db import connection

from gateway.client import GatewayClient
from optout import suppression
from sms import delivery, flight, outbox, outcomes
from sms.flight import Address, Flight
from sms.models import Sms
from tests.conftest import Bell, Ready
from tests.factories import ago, make_broadcast, make_setup, make_sms
from tests.gateway.misbehaving import hang, reset
from tests.sms.loopback import Loopback, accept, deliver, let_time_pass, says


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


def test_nothing_is_claimed_for_a_gateway_that_no_admin_approved(mitto: Loopback, settings: Any) -> None:
    settings.MITTO_BASE_URL = "https://rest.mittoapi.com"
    make_sms()

    sms = deliver()

    assert (sms.status, sms.tries) == ("queued", 0)


def test_what_has_landed_takes_room_in_the_window_until_it_is_recorded(mitto: Loopback, ready: Ready) -> None:
    make_sms()
    parcels, attempt_id = outbox.claim(singles=1, broadcasts=0), uuid.uuid4()
    flying = Flight(Address(mitto.url, ready.setup.product_key, "http://127.0.0.1/"))
    try:
        flying.start(outbox.arm(parcels, attempt_id), attempt_id, armed_at=time.monotonic())
        assert flying.land(at_least=1, within=5)
        assert flying.room == flight.WINDOW - 1

        flying.recorded()
        assert flying.room == flight.WINDOW
    finally:
        flying.close()


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


def out_of_order(*arguments: Any, **options: Any) -> None:
    raise RuntimeError("disk full")
