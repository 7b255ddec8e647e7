"""The last 30 days on Home."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.test import Client

from optout.suppression import opt_out
from record_pages.trends import answer_bars, last_days, overall_rate, rate_bars
from tests.factories import make_inbound_sms, make_sms

NOON = datetime(2026, 5, 30, 12, tzinfo=UTC)


def on_day(days_ago: int) -> time_machine.travel:
    return time_machine.travel(NOON - timedelta(days=days_ago), tick=False)


def test_each_of_thirty_days_is_counted(db: None) -> None:
    with on_day(30):
        make_sms(status="delivered")
    with on_day(29):
        make_sms(status="delivered")
        make_sms(status="undelivered")
        make_sms(status="queued")
    with on_day(0):
        make_inbound_sms()
        opt_out("+447400123456", source="person")
        first, *between, today = last_days()
    assert (first.sent, first.delivered, first.delivery_rate) == (2, 1, 50)
    assert (today.replies, today.opt_outs, today.delivery_rate) == (1, 1, None)
    assert len(between) == 28
    assert not any(day.sent or day.replies or day.opt_outs for day in between)


def test_the_rate_of_all_days_weighs_them_by_what_was_sent(db: None) -> None:
    with on_day(3):
        make_sms(status="undelivered")
    with on_day(2):
        for _sms in range(3):
            make_sms(status="delivered")
    with on_day(0):
        days = last_days()
    assert overall_rate(days) == 75
    assert [(bar.x, bar.height) for bar in rate_bars(days)] == [(261, 0), (271, 100)]


def test_the_highest_bar_fills_the_chart(db: None) -> None:
    with on_day(1):
        make_inbound_sms()
    with on_day(0):
        for _reply in range(4):
            make_inbound_sms()
        opt_out("+447400123456", source="person")
        bars = answer_bars(last_days())
    assert [(bar.series, bar.height) for bar in bars] == [(0, 25), (0, 100), (1, 25)]
    assert bars[-1].title == "2026-05-30: 4 replies, 1 opt-outs"


def test_home_says_the_rate_in_words_and_in_a_table(agents_browser: Client) -> None:
    for status in ("delivered", "delivered", "expired"):
        make_sms(status=status)
    page = " ".join(agents_browser.get("/").text.split())
    assert "66.7 % of what Mitto accepted" in page
    assert '<td class="number" data-label="Delivery rate">66.7 %</td>' in page


def test_home_is_whole_before_anything_was_sent(agents_browser: Client) -> None:
    assert "Nothing was sent." in agents_browser.get("/").text
