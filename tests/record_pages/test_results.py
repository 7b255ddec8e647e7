"""What became of a broadcast: figures, file, sending again, one number across all."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from configuration.models import AuditEntry
from record_pages.progress import in_words, points
from sms.models import Broadcast, Exclusion
from tests.conftest import Ready
from tests.factories import make_broadcast, make_campaign, make_lead, make_sms


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def over(ready: Ready) -> Broadcast:
    """A finished broadcast: one delivered, one failed, one member left out."""
    broadcast = make_broadcast(
        campaign=make_campaign(), sender=ready.sender, originator=ready.sender.name, status="finished"
    )
    lead = make_lead(last_name="=SUM(A1)")
    make_sms(broadcast=broadcast, lead=lead, status="delivered", delivered_at=timezone.now(), sent_messages=1)
    make_sms(broadcast=broadcast, status="failed", error="Unknown subscriber", recipient="+447700900777")
    Exclusion.objects.create(broadcast=broadcast, lead=make_lead(last_name="Left"), member_id=3, reason="no_number")
    return broadcast


def test_the_results_tell_arrivals_and_reasons(browser: Client, over: Broadcast) -> None:
    page = browser.get(reverse("broadcast-results", args=[over.pk])).text
    for shown in ("Unknown subscriber", "Delivered over time", "No mobile number", "Send again to failed"):
        assert shown in page


def test_the_export_holds_everybody_and_no_formula_and_leaves_a_trace(
    browser: Client, manager: User, over: Broadcast
) -> None:
    answer = browser.post(reverse("broadcast-export", args=[over.pk]))
    trace = AuditEntry.objects.get(what="exported")
    assert (trace.by, trace.detail) == (manager, f"broadcast {over.pk}: 3")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 4
    assert "Left out" in lines[3]
    assert not any('"=' in line for line in lines)


def test_to_open_its_address_exports_nothing(browser: Client, over: Broadcast) -> None:
    assert browser.get(reverse("broadcast-export", args=[over.pk])).status_code == 405
    assert not AuditEntry.objects.exists()


def test_those_who_got_nothing_are_texted_again_once(browser: Client, over: Broadcast) -> None:
    url = reverse("broadcast-send-again", args=[over.pk])
    assert "Send again to 1 number?" in browser.get(url).text
    browser.post(url)
    again = Broadcast.objects.get(resend_of=over)
    assert "less than ten minutes ago" in browser.post(url).text
    assert Broadcast.objects.filter(resend_of=over).get() == again
    browser.post(url, {"confirmed_again": "yes"})
    assert Broadcast.objects.filter(resend_of=over).count() == 2


def test_a_running_broadcast_is_not_sent_again(browser: Client, over: Broadcast) -> None:
    Broadcast.objects.update(status="running")
    assert "still going on" in browser.post(reverse("broadcast-send-again", args=[over.pk])).text
    assert "Send again to failed" not in browser.get(reverse("broadcast-results", args=[over.pk])).text


@pytest.mark.parametrize(("typed", "is_found"), [("07700 900777", True), ("07700 900778", False), ("\0", False)])
def test_a_number_is_found_in_all_broadcasts(browser: Client, over: Broadcast, typed: str, is_found: bool) -> None:
    url = reverse("broadcasts-find")
    assert (over.get_absolute_url() in browser.post(url, {"number": typed}).text) == is_found


def test_the_curve_fits_its_frame_and_is_missing_before_there_is_one() -> None:
    assert points([]) == points([3.0]) == ""
    assert points([0.0, 14.0]) == "0.0,29.0 100.0,1.0"


@pytest.mark.parametrize(("seconds", "words"), [(None, ""), (1, "1 second"), (59, "59 seconds"), (300, "5 minutes")])
def test_the_time_left_is_said_in_words(seconds: int | None, words: str) -> None:
    assert in_words(seconds) == words
