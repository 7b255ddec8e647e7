"""Held reports: one that came before its SMS was known is applied as soon as it is."""

import json
from typing import Any

import pytest

from callbacks import held, journal
from callbacks.models import HeldReport, RawEvent
from callbacks.spool import Request
from gateway.callbacks import parse_callback
from sms.models import Sms
from tests.factories import ago, make_sms

pytestmark = pytest.mark.django_db


def take(body: str) -> RawEvent:
    """Take a request with this JSON body in."""
    request = Request(token="", method="POST", query="", content_type="application/json", body=body.encode())
    journal.take(request, parse_callback(query="", content_type="application/json", body=body.encode()))
    return RawEvent.objects.latest("pk")


def become_known(gateway_id: str, **changes: Any) -> Sms:
    """An SMS whose id has just been recorded."""
    key = gateway_id.replace("-", "").lower()
    return make_sms(**{"status": "sent", "gateway_id": gateway_id, "gateway_key": key} | changes)


def test_a_held_report_is_applied_once_its_sms_is_known() -> None:
    event = take('{"msgid": "M-1", "status": "DELIVERED"}')
    assert held.match_held() == 0

    sms = become_known("m-1")
    assert held.match_held() == 1

    sms.refresh_from_db()
    event.refresh_from_db()
    assert (sms.status, event.outcome) == ("delivered", "processed")
    assert HeldReport.objects.count() == 0


def test_each_event_of_a_request_is_held_and_matched_on_its_own() -> None:
    event = take('[{"msgid": "m-1", "status": "DELIVERED"}, {"msgid": "m-2", "status": "EXPIRED"}]')
    first = become_known("m-1")

    assert held.match_held() == 1
    event.refresh_from_db()
    assert event.outcome == "held"

    second = become_known("m-2")
    assert held.match_held() == 1
    event.refresh_from_db()
    assert event.outcome == "processed"
    assert [Sms.objects.get(pk=sms.pk).status for sms in (first, second)] == ["delivered", "expired"]


def test_reports_that_beat_mittos_answer_to_a_long_text_wait_for_it_and_are_kept() -> None:
    sms = make_sms(status="posting", text="x" * 200)
    for part, word in (("m-2", "DELIVERED"), ("m-1", "UNDELIVERED")):
        take(f'{{"msgid": "{part}", "reference": "{sms.reference}", "status": "{word}"}}')
    assert held.match_held() == 0

    Sms.objects.filter(pk=sms.pk).update(status="sent", gateway_id="m-1", gateway_key="m1")

    assert held.match_held() == 2
    sms.refresh_from_db()
    assert sms.status == "undelivered"
    assert set(sms.delivery_updates.values_list("status", "effect")) == {
        ("DELIVERED", "part"),
        ("UNDELIVERED", "moved"),
    }


def test_a_report_of_a_long_text_whose_worker_was_lost_is_applied_all_the_same() -> None:
    sms = make_sms(status="posting", text="x" * 200)
    take(f'{{"msgid": "m-2", "reference": "{sms.reference}", "status": "DELIVERED"}}')

    Sms.objects.filter(pk=sms.pk).update(status="unknown")

    assert held.match_held() == 1
    sms.refresh_from_db()
    assert sms.status == "delivered"


@pytest.mark.parametrize("answered", [{"status": "sent", "gateway_key": "m1"}, {"status": "unknown"}])
def test_a_report_that_beats_mittos_answer_to_a_shared_call_is_applied_after_it(answered: dict[str, str]) -> None:
    sms = make_sms(status="posting", text="x" * 200, call_reference="call-1")
    report = {"msgid": "m-2", "reference": "call-1", "receiver": sms.recipient, "status": "DELIVERED"}
    take(json.dumps(report))
    assert held.match_held() == 0

    Sms.objects.filter(pk=sms.pk).update(**answered)

    assert held.match_held() == 1
    assert [update.status for update in sms.delivery_updates.all()] == ["DELIVERED"]


def test_reports_whose_receiver_disagrees_never_stand_in_the_way_of_one_that_agrees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held, "BATCH", 2)
    for number in range(2):
        become_known(f"x-{number}")
        take(f'{{"msgid": "x-{number}", "status": "DELIVERED", "receiver": "+447700900999"}}')
    take('{"msgid": "m-1", "status": "DELIVERED"}')
    become_known("m-1")

    assert held.match_held() + held.match_held() == 1


def test_a_held_report_whose_receiver_disagrees_stays_held() -> None:
    take('{"msgid": "m-1", "status": "DELIVERED", "receiver": "+447700900999"}')
    sms = become_known("m-1")

    assert held.match_held() == 0

    assert HeldReport.objects.count() == 1
    assert Sms.objects.get(pk=sms.pk).status == "sent"


def test_reports_that_match_nothing_never_stand_in_the_way_of_one_that_does() -> None:
    take("[" + ",".join(f'{{"msgid": "x-{n}", "status": "SENT"}}' for n in range(held.BATCH + 10)) + "]")
    take('{"msgid": "m-1", "status": "DELIVERED"}')
    become_known("m-1")

    assert held.match_held() == 1


def test_a_report_is_held_for_a_day() -> None:
    take('{"msgid": "m-1", "status": "DELIVERED"}')
    HeldReport.objects.update(held_at=ago(23 * 3600))
    held.match_held()
    assert HeldReport.objects.count() == 1

    HeldReport.objects.update(held_at=ago(25 * 3600))
    held.match_held()

    assert HeldReport.objects.count() == 0
    assert RawEvent.objects.count() == 1


def test_a_replayed_event_is_held_once() -> None:
    event = take('{"msgid": "m-1", "status": "DELIVERED"}')

    journal.process_again(event)

    assert HeldReport.objects.count() == 1
