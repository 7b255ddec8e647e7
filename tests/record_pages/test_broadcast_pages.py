"""Broadcasts: the list, the page that follows one, who was left out, and its buttons."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from record_pages.progress import slices
from sms import broadcasts
from sms.broadcasts import build, launch, progress
from sms.models import Broadcast, Exclusion, Sms
from tests.conftest import Ready
from tests.factories import ago, make_broadcast, make_campaign, make_lead, make_sms, make_user

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def managers_browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def running(ready: Ready) -> Broadcast:
    """A broadcast to three members, two of whom can be texted."""
    campaign = make_campaign(make_lead(mobile_phone=""), members=2)
    broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text="Hi <%=FirstName%>")
    build(broadcast.pk)
    broadcast.refresh_from_db()
    return broadcast


def test_the_list_tells_what_was_sent_to_whom(managers_browser: Client, running: Broadcast) -> None:
    page = managers_browser.get(reverse("broadcasts")).text
    for shown in (str(running), "Movie campaign", running.originator, "Hi &lt;%=FirstName%&gt;", "Running"):
        assert shown in page
    assert "Nothing found" in managers_browser.get(reverse("broadcasts"), {"q": "other"}).text


def test_more_rows_need_no_more_queries(
    managers_browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def queries() -> int:
        managers_browser.get(reverse("broadcasts"))  # makes what is made once, such as page layouts
        with django_assert_max_num_queries(99) as counted:
            managers_browser.get(reverse("broadcasts"))
        return len(counted)

    def add(rows: int) -> None:
        for _row in range(rows):
            make_broadcast(campaign=make_campaign(), created_by=make_user())

    add(3)
    few = queries()
    add(27)
    assert queries() == few


def test_the_page_counts_statuses_and_reasons(managers_browser: Client, running: Broadcast) -> None:
    Sms.objects.filter(pk=running.sms.first().pk).update(status="delivered", sent_messages=1)
    page = " ".join(managers_browser.get(running.get_absolute_url()).text.split())
    assert "Queued <strong>1</strong>" in page
    assert "Delivered <strong>1</strong>" in page
    assert "No mobile number" in page
    assert reverse("broadcast-left-out", args=[running.pk, "no_number"]) in page


def test_the_slices_of_the_bar_fill_it_in_the_order_of_the_way(running: Broadcast) -> None:
    for status in ("claimed", "delivered", "failed"):
        make_sms(broadcast=running, status=status)
    found = slices(progress(running))
    assert [(part.status, part.count, part.start, part.width) for part in found] == [
        ("queued", 3, "0.000%", "60.000%"),
        ("delivered", 1, "60.000%", "20.000%"),
        ("failed", 1, "80.000%", "20.000%"),
    ]


def test_the_page_follows_by_itself_until_all_has_ended(managers_browser: Client, running: Broadcast) -> None:
    shown = managers_browser.get(running.get_absolute_url()).text
    assert 'hx-trigger="every 2s"' in shown
    url = shown.split('hx-trigger="every 2s"')[0].split('hx-get="')[-1].split('"')[0]
    assert managers_browser.get(url, **HTMX).status_code == 204

    Sms.objects.update(status="delivered", sent_messages=1)
    Broadcast.objects.update(status="finished")
    news = managers_browser.get(url, **HTMX).text
    assert "Delivered" in news
    assert "<html" not in news
    assert "hx-trigger" not in news


def test_the_page_tells_how_many_were_queued_sent_and_left_out(managers_browser: Client, running: Broadcast) -> None:
    Sms.objects.update(status="sent", sent_messages=2)
    text = " ".join(managers_browser.get(running.get_absolute_url()).text.split())
    assert "2 SMS queued, 4 messages sent." in text
    assert "No mobile number <a" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"status": "building", "starts_at": ago(-5)}, "until then you can undo"),
        ({"status": "waiting", "starts_at": ago(-5)}, "until then you can undo"),
        ({"status": "building", "starts_at": ago(5)}, "The SMS are being queued…"),
        ({"status": "cancelled"}, "It was cancelled before its SMS were queued."),
        ({"status": "finished", "built_at": ago(5)}, "No SMS was queued: everybody is left out."),
        ({"status": "running", "trial_size": 10, "trial_to": 10}, "Trial run: 10 SMS leave first."),
    ],
)
def test_the_page_says_what_it_waits_for(managers_browser: Client, changes: dict[str, Any], sentence: str) -> None:
    page = managers_browser.get(make_broadcast(**changes).get_absolute_url()).text
    assert sentence in page
    assert ("undo" in sentence) == ('id="undo"' in page)


def test_those_left_out_are_listed_by_reason(managers_browser: Client, running: Broadcast) -> None:
    url = reverse("broadcast-left-out", args=[running.pk, "no_number"])
    page = managers_browser.get(url).text
    assert "Bertha Boxer" in page
    assert "Member 0" not in page
    Exclusion.objects.get().lead.delete()
    assert "Deleted meanwhile" in managers_browser.get(url).text
    nobody = managers_browser.get(reverse("broadcast-left-out", args=[running.pk, "opted_out"]))
    assert "Nobody was left out for this reason." in nobody.text
    assert managers_browser.get(reverse("broadcast-left-out", args=[running.pk, "bad-luck"])).status_code == 404


def test_a_broadcast_is_paused_and_resumed(managers_browser: Client, running: Broadcast) -> None:
    paused = managers_browser.post(reverse("broadcast-pause", args=[running.pk]), follow=True).text
    assert "Paused by manager." in paused
    assert reverse("broadcast-resume", args=[running.pk]) in paused
    resumed = managers_browser.post(reverse("broadcast-resume", args=[running.pk]), follow=True).text
    assert reverse("broadcast-pause", args=[running.pk]) in resumed
    running.refresh_from_db()
    assert running.status == "running"


def test_a_button_pressed_too_late_says_so(managers_browser: Client) -> None:
    finished = make_broadcast(status="finished")
    for button in ("pause", "resume"):
        answer = managers_browser.post(reverse(f"broadcast-{button}", args=[finished.pk]), follow=True)
        assert f"nothing to {button}" in answer.text


def test_cancelling_asks_first_and_spares_what_has_left(managers_browser: Client, running: Broadcast) -> None:
    left = running.sms.first()
    Sms.objects.filter(pk=left.pk).update(status="sent")
    url = reverse("broadcast-cancel", args=[running.pk])
    assert "There is no way back." in managers_browser.get(url).text
    assert not Sms.objects.filter(status="cancelled").exists()
    assert "1 SMS was cancelled." in managers_browser.post(url, follow=True).text
    assert sorted(running.sms.values_list("status", flat=True)) == ["cancelled", "sent"]


PAGES = ("broadcasts", "broadcast", "broadcast-results", "broadcast-left-out")


@pytest.mark.parametrize(("language", "sentence"), [("en", "85,000 SMS were"), ("de", "85.000 SMS wurden")])
def test_many_are_counted_in_figures_one_can_read(
    managers_browser: Client, running: Broadcast, monkeypatch: pytest.MonkeyPatch, language: str, sentence: str
) -> None:
    monkeypatch.setattr(broadcasts, "cancel_remaining", lambda *args, **kwargs: 85_000)
    managers_browser.cookies["django_language"] = language
    assert sentence in managers_browser.post(reverse("broadcast-cancel", args=[running.pk]), follow=True).text


BUTTONS = ("broadcast-pause", "broadcast-resume", "broadcast-cancel")


def url_of(name: str, broadcast: Broadcast) -> str:
    arguments = {"broadcasts": [], "broadcast-left-out": [broadcast.pk, "opted_out"]}
    return reverse(name, args=arguments.get(name, [broadcast.pk]))


@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_it(client: Client, agent: User, manager: User, name: str) -> None:
    url = url_of(name, make_broadcast())
    assert client.get(url).headers["Location"].startswith("/login/")
    client.force_login(agent)
    assert client.get(url).status_code == 403
    client.force_login(manager)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", BUTTONS)
def test_who_may_press_it(client: Client, agent: User, running: Broadcast, name: str) -> None:
    url = url_of(name, running)
    assert client.post(url).headers["Location"].startswith("/login/")
    client.force_login(agent)
    assert client.post(url).status_code == 403
    running.refresh_from_db()
    assert running.status == "running"
