"""The heartbeat: expected and reported, silence that is abnormal, and what waits."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from callbacks import heartbeat, spool
from callbacks.models import HeldReport, RawEvent
from callbacks.spool import Request
from tests.admin.conftest import browser_of
from tests.factories import ago, make_sms, make_user

pytestmark = pytest.mark.django_db

MINUTE, HOUR = 60, 3600


@pytest.fixture(autouse=True)
def spool_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MITTO_SPOOL = str(tmp_path)


def send(how_many: int = 1, *, seconds_ago: float = HOUR, **changes: Any) -> None:
    for _ in range(how_many):
        make_sms(status="sent", sent_at=ago(seconds_ago), **changes)


def hear(seconds_ago: float = 0, **changes: Any) -> RawEvent:
    event = RawEvent.objects.create(method="POST", digest="0" * 64, **{"outcome": "processed"} | changes)
    RawEvent.objects.filter(pk=event.pk).update(received_at=ago(seconds_ago))
    return event


def test_a_new_installation_has_nothing_to_warn_of() -> None:
    assert heartbeat.warnings() == []
    assert heartbeat.state().last_seen_at is None


def test_what_left_in_the_last_day_is_expected_and_what_was_reported_on_is_counted() -> None:
    send(2)
    send(1, delivery_status="BUFFERED")
    make_sms(status="delivered", delivery_status="DELIVERED", sent_at=ago(HOUR))
    send(1, seconds_ago=MINUTE)
    send(1, seconds_ago=25 * HOUR)
    make_sms(status="failed")
    assert heartbeat.last_day() == heartbeat.LastDay(expected=4, reported=2)


def test_silence_while_many_sms_left_is_a_warning() -> None:
    hear(2 * HOUR)
    send(9)
    assert heartbeat.warnings() == []
    send(1)
    [warning] = heartbeat.warnings()
    assert "silent while 10 SMS left" in warning


def test_many_sms_without_a_report_are_no_silence_while_others_are_reported_on() -> None:
    send(30)
    hear(5 * MINUTE)
    assert heartbeat.warnings() == []


def test_reports_may_take_ten_minutes() -> None:
    send(30, seconds_ago=9 * MINUTE)
    assert heartbeat.warnings() == []


def test_failed_and_waiting_callbacks_are_warnings() -> None:
    hear(outcome="failed")
    spool.put(Request(token="t", method="GET", query="", content_type="", body=b""), is_known=True)
    assert [warning.split(" ")[0] for warning in heartbeat.warnings()] == ["1", "1"]


def test_held_reports_are_counted() -> None:
    HeldReport.objects.create(raw_event=hear(outcome="held"), position=0, gateway_key="unknown")
    assert heartbeat.state().held == 1


def test_setup_and_home_tell(client: Client) -> None:
    send(30)
    browser = browser_of(make_user("admin", is_staff=True))
    assert "silent while 30 SMS left" in browser.get("/admin/setup/callback/").content.decode()
    assert "silent while 30 SMS left" in browser.get("/").content.decode()


@pytest.mark.parametrize("term", ["m-4711", "ours=7", "é", "1"])
def test_an_event_is_found_by_what_it_holds(term: str) -> None:
    wanted = hear(query="ours=7", body='{"msgid": "m-4711", "text": "é"}'.encode())
    hear(query="a=b", body=b"\xff\x00garbage")
    browser = browser_of(make_user("admin", is_staff=True))
    found = browser.get("/admin/callbacks/rawevent/", {"q": str(wanted.pk) if term == "1" else term})
    assert list(found.context["cl"].queryset) == [wanted]


def test_an_event_is_processed_again_from_the_admin() -> None:
    event = hear(outcome="failed", content_type="application/json", body=b'{"msgid": "m-1", "status": "DELIVERED"}')
    sms = make_sms(status="sent", gateway_id="m-1", gateway_key="m1")
    browser = browser_of(make_user("admin", is_staff=True))
    fields = {"action": "process_again", "_selected_action": [event.pk]}
    page = browser.post("/admin/callbacks/rawevent/", fields, follow=True).content.decode()
    assert "Processed 1 events again." in page
    sms.refresh_from_db()
    event.refresh_from_db()
    assert (sms.status, event.outcome) == ("delivered", "processed")
