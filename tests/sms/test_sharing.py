"""Identical texts share calls of /smsbulk where Setup says so, and nothing of the promise is lost by it."""

import asyncio
import functools
import json
import uuid
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from gateway.client import GatewayClient
from optout import suppression
from sms import delivery, flight, outbox, reports
from sms.models import GatewayState, Sms
from sms.sharing import MOST_NUMBERS, take_batch
from tests.conftest import Ready
from tests.factories import ago, make_broadcast, make_report, make_setup, make_sms
from tests.gateway.misbehaving import Behaviour, answer, hang, http
from tests.sms.loopback import Loopback, accept

Change = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def share_calls(ready: Ready) -> None:
    make_setup(is_bulk_endpoint_used=True)


def accept_all(mitto: Loopback, change: Change = lambda messages: messages) -> Behaviour:
    """Accept each number of the call that is being answered, under an id of its own."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        messages = [{"id": f"id-of-{number}", "to": number} for number in mitto.posts[-1]["to"]]  # type: ignore[attr-defined]
        body = json.dumps({"responseCode": 0, "messages": change(messages)}).encode()
        await answer(http("200 OK", body))(writer)

    return behave


def make_broadcast_sms(count: int, **changes: Any) -> list[Sms]:
    values = {"broadcast": make_broadcast(), "origin": "broadcast"} | changes
    return [make_sms(**values) for _ in range(count)]


def says(status: str, *headers: str, **body: Any) -> Behaviour:
    return answer(http(status, json.dumps(body).encode() if body else b"", *headers))


def parcel_of(sms: Sms) -> outbox.Parcel:
    columns = [getattr(sms, name) for name in outbox.COLUMNS]
    return outbox.Parcel(columns[0], uuid.uuid4(), *columns[1:])


def statuses() -> set[str]:
    return set(Sms.objects.values_list("status", flat=True))


def endpoints(mitto: Loopback) -> list[str]:
    return [request.line.split()[1] for request in mitto.served.requests]


def test_one_text_to_many_goes_by_one_call_and_each_gets_its_own_id(mitto: Loopback) -> None:
    rows = make_broadcast_sms(5)
    mitto.next.append(accept_all(mitto))

    delivery.deliver()

    [call] = mitto.posts
    assert endpoints(mitto) == ["/smsbulk"]
    assert call["to"] == [sms.recipient for sms in rows]
    sent = Sms.objects.order_by("pk")
    assert {(sms.status, sms.gateway_id) for sms in sent} == {("sent", f"id-of-{sms.recipient}") for sms in sent}
    assert {sms.call_reference for sms in sent} == {call["reference"]}
    assert call["reference"] not in {sms.reference for sms in sent}


def test_without_the_setting_every_sms_goes_by_itself(mitto: Loopback) -> None:
    make_setup(is_bulk_endpoint_used=False)
    make_broadcast_sms(3)
    delivery.deliver()
    assert endpoints(mitto) == ["/sms"] * 3


def test_different_texts_and_singles_go_by_themselves(mitto: Loopback) -> None:
    broadcast = make_broadcast()
    for text in ("Hello Ada", "Hello Bob"):
        make_broadcast_sms(1, broadcast=broadcast, text=text)
    number = make_sms().recipient
    make_sms(recipient=number)

    delivery.deliver()

    assert endpoints(mitto) == ["/sms"] * 4
    assert set(Sms.objects.values_list("call_reference", flat=True)) == {""}


def test_two_broadcasts_of_one_text_never_share_a_call(mitto: Loopback) -> None:
    """They may have a number in common."""
    first, _ = make_broadcast_sms(2)
    make_broadcast_sms(1, recipient=first.recipient)
    mitto.next.append(accept_all(mitto))

    delivery.deliver()

    assert sorted(endpoints(mitto)) == ["/sms", "/smsbulk"]


def test_a_call_has_five_hundred_numbers_at_most(db: None) -> None:
    broadcast = make_broadcast()
    row = make_sms(broadcast=broadcast, origin="broadcast")
    waiting = deque([parcel_of(row)] * (MOST_NUMBERS + 1))

    assert len(take_batch(waiting, 10)) == MOST_NUMBERS
    assert len(take_batch(waiting, 10)) == 1


def test_those_that_go_by_themselves_take_the_room_there_is(db: None) -> None:
    broadcast = make_broadcast()
    alone = [make_sms(broadcast=broadcast, origin="broadcast", text=f"Hello {n}") for n in range(5)]
    together = [make_sms(broadcast=broadcast, origin="broadcast") for _ in range(3)]
    waiting = deque(map(parcel_of, alone + together))

    assert [parcel.pk for parcel in take_batch(waiting, 3)] == [sms.pk for sms in alone[:3]]
    assert [parcel.pk for parcel in take_batch(waiting, 3)] == [sms.pk for sms in alone[3:]]
    assert [parcel.pk for parcel in take_batch(waiting, 1)] == [sms.pk for sms in together]


def test_a_refused_call_of_many_is_sent_again_one_by_one(mitto: Loopback) -> None:
    rows = make_broadcast_sms(3)
    mitto.next.extend([says("200 OK", responseCode=8), says("200 OK", responseCode=8), accept(), accept()])

    delivery.deliver()

    assert endpoints(mitto) == ["/smsbulk", "/sms", "/sms", "/sms"]
    assert sorted(Sms.objects.values_list("status", flat=True)) == ["failed", "sent", "sent"]
    assert {post["reference"] for post in mitto.posts[1:]} == {sms.reference for sms in rows}
    assert set(Sms.objects.values_list("call_reference", flat=True)) == {""}


def test_after_a_429_they_share_a_call_again(mitto: Loopback) -> None:
    make_broadcast_sms(3)
    mitto.next.extend([says("429 Too Many Requests", "Retry-After: 0"), accept_all(mitto)])

    delivery.deliver()
    Sms.objects.update(due_at=ago(1))
    GatewayState.objects.update(quiet_until=None)
    delivery.deliver()

    assert endpoints(mitto) == ["/smsbulk", "/smsbulk"]
    assert statuses() == {"sent"}


@pytest.mark.parametrize(
    "change",
    [
        lambda messages: messages[::-1],
        lambda messages: messages[:-1],
        lambda messages: [{**message, "id": "the-same"} for message in messages],
    ],
    ids=["another order", "one is missing", "one id for all"],
)
def test_ids_that_do_not_match_make_them_unknown(mitto: Loopback, change: Change) -> None:
    make_broadcast_sms(3)
    mitto.next.append(accept_all(mitto, change))

    delivery.deliver()

    assert statuses() == {"unknown"}
    assert len(mitto.posts) == 1


def test_a_call_that_is_never_answered_makes_them_unknown_and_reports_settle_them(
    mitto: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = make_broadcast_sms(2)
    mitto.next.append(hang)
    monkeypatch.setattr(flight, "GatewayClient", functools.partial(GatewayClient, deadline=0.3))

    delivery.deliver()

    assert statuses() == {"unknown"}
    reference = mitto.posts[0]["reference"]
    report = make_report("DELIVERED", reference=reference, receiver=rows[1].recipient, gateway_id="late-id")
    assert reports.apply_report(report) == "applied"
    rows[1].refresh_from_db()
    assert (rows[1].status, rows[1].gateway_id) == ("delivered", "late-id")
    assert Sms.objects.get(pk=rows[0].pk).status == "unknown"


def test_a_report_with_a_calls_reference_and_nobodys_number_belongs_to_no_sms(mitto: Loopback) -> None:
    make_broadcast_sms(2)
    mitto.next.append(accept_all(mitto))
    delivery.deliver()
    reference = mitto.posts[0]["reference"]

    for receiver in ("", "+447700900999"):
        assert reports.apply_report(make_report(reference=reference, receiver=receiver)) == "unmatched"


def test_who_opted_out_meanwhile_is_not_in_the_call(mitto: Loopback) -> None:
    rows = make_broadcast_sms(3)
    suppression.opt_out(rows[1].recipient, source="reply")
    mitto.next.append(accept_all(mitto))

    delivery.deliver()

    assert mitto.posts[0]["to"] == [rows[0].recipient, rows[2].recipient]
    assert Sms.objects.get(pk=rows[1].pk).skip_reason == "opted_out"
