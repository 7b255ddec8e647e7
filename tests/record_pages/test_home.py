"""Home: counts of the day, what needs attention, what happened last."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client, override_settings

from optout.suppression import opt_out
from record_pages import today
from sms.models import GatewayState, Sms
from tests.factories import make_broadcast, make_inbound_sms, make_lead, make_sender, make_setup, make_sms

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


def tiles(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)</dd>", page))


def test_home_counts_what_was_made_today(agents_browser: Client) -> None:
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        make_sms(status="delivered")
        make_inbound_sms()
        opt_out("+447400123456", source="person")
    with time_machine.travel(NOON, tick=False):
        for status in ("queued", "sent", "delivered", "delivered", "failed", "undelivered", "unknown", "skipped"):
            make_sms(status=status)
        make_inbound_sms()
        opt_out("+447400123457", source="person")
        assert tiles(agents_browser.get("/").text) == {
            "Sent": "4",
            "Delivered": "2",
            "Failed": "2",
            "Replies": "1",
            "Opt-outs": "1",
        }


def test_the_day_begins_at_midnight_where_setup_says(agents_browser: Client) -> None:
    make_setup(time_zone="Pacific/Auckland")
    # 23:30 and 00:30 in Auckland
    for moment in (datetime(2026, 5, 5, 11, 30, tzinfo=UTC), datetime(2026, 5, 5, 12, 30, tzinfo=UTC)):
        with time_machine.travel(moment, tick=False):
            make_sms(status="sent")
    with time_machine.travel(datetime(2026, 5, 5, 20, tzinfo=UTC), tick=False):
        assert tiles(agents_browser.get("/").text)["Sent"] == "1"


def test_counts_of_few_are_exact_and_those_of_many_are_kept_for_seconds(
    agents_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sent_after_one_more() -> str:
        make_sms(status="sent")
        return tiles(agents_browser.get("/").text)["Sent"]

    with time_machine.travel(NOON, tick=False) as clock:
        assert [sent_after_one_more() for _ in range(2)] == ["1", "2"]
        monkeypatch.setattr(today, "MANY", 2)
        assert [sent_after_one_more() for _ in range(3)] == ["3", "3", "3"]
        clock.shift(today.KEPT_SECONDS)
        assert sent_after_one_more() == "6"


def test_home_says_what_setup_lacks(agents_browser: Client, admin: User) -> None:
    page = agents_browser.get("/").text
    assert "Setup has no product key yet." in page
    assert "Ask an admin to finish Setup." in page
    agents_browser.force_login(admin)
    assert "Finish Setup" in agents_browser.get("/").text


def test_home_is_calm_when_nothing_needs_attention(agents_browser: Client) -> None:
    make_setup()
    make_sender()
    assert "Nothing needs attention." in agents_browser.get("/").text


def test_home_asks_to_look_at_unknown_sms(agents_browser: Client) -> None:
    make_sms(status="unknown")
    assert "?status=unknown" in agents_browser.get("/").text


def test_recent_broadcasts_are_for_those_who_may_see_them(agents_browser: Client, manager: User) -> None:
    url = make_broadcast().get_absolute_url()
    assert url not in agents_browser.get("/").text
    agents_browser.force_login(manager)
    assert url in agents_browser.get("/").text


def test_more_rows_need_no_more_queries(queries_of: Callable[[str], int]) -> None:
    def queries(rows: int) -> int:
        Sms.objects.all().delete()
        for _row in range(rows):
            make_sms(lead=make_lead())
        return queries_of("/")

    assert queries(30) == queries(3)


def test_every_page_says_that_sending_is_paused(agents_browser: Client) -> None:
    GatewayState.objects.update_or_create(
        pk=1, defaults={"is_paused": True, "pause_reason": "Mitto refused the product key (401)."}
    )
    for url in ("/", "/leads/", "/leads/new/"):
        assert "Sending is paused: Mitto refused the product key (401)." in agents_browser.get(url).text


@pytest.mark.parametrize(
    ("simulator", "banner"),
    [("http://127.0.0.1:8001/", "nothing leaves this machine"), ("", "messages go to 127.0.0.1:9")],
)
def test_the_demo_says_where_messages_go(agents_browser: Client, simulator: str, banner: str) -> None:
    with override_settings(DEMO=True, MITTO_SIMULATOR_URL=simulator):
        assert banner in agents_browser.get("/").text
        assert banner in Client().get("/login/").text
    assert "Demo:" not in agents_browser.get("/").text


def test_pages_outside_the_admin_allow_no_inline_script(agents_browser: Client) -> None:
    answer = agents_browser.get("/")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", answer.text)
