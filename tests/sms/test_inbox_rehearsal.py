"""Keyword rehearsal: what a keyword more or less would change, and why a text is judged as it is."""

import pytest
from django.db.models.functions import Now
from django.test import Client

from optout.models import Keyword
from sms.inbox import judge_reply
from sms.models import Sms
from sms.rehearsal import MOST_REPLIES, rehearse
from tests.admin.conftest import browser_of
from tests.factories import ago, make_inbound_sms, make_sms, make_user

pytestmark = pytest.mark.django_db

PAGE = "/admin/setup/opt-out-keywords/rehearsal/"


def add_keyword(value: str) -> Keyword:
    keyword = Keyword(value=value)
    keyword.full_clean(exclude=["normal_form"])
    keyword.save()
    return keyword


@pytest.fixture
def browser() -> Client:
    return browser_of(make_user("admin", is_staff=True))


def test_a_keyword_more_shows_the_replies_it_would_have_caught() -> None:
    for text in ("Pause please", "pause", "PAUSE!", "Thanks", "Let us pause this and talk on Monday about the rest"):
        make_inbound_sms(text=text)
    found = {change.text: (change.before.verdict, change.after.verdict) for change in rehearse(add="pause")}
    assert found == dict.fromkeys(("Pause please", "pause", "PAUSE!"), ("none", "opt_out"))


def test_a_keyword_less_shows_the_replies_it_caught() -> None:
    add_keyword("Finito")
    make_inbound_sms(text="finito")
    [change] = rehearse(remove="FINITO")
    assert (change.before.verdict, change.after.verdict) == ("opt_out", "none")
    assert '"Finito"' in change.before.rule


def test_a_text_that_came_often_is_one_line_and_comes_first() -> None:
    for text in ("pause", "pause now", "pause"):
        make_inbound_sms(text=text)
    assert [(change.text, change.replies) for change in rehearse(add="pause")] == [("pause", 2), ("pause now", 1)]


def test_only_replies_of_the_last_90_days_are_judged_again() -> None:
    old = make_inbound_sms(text="pause")
    Sms.objects.filter(pk=old.pk).update(created_at=ago(90 * 86_400 + 60))
    make_sms(text="pause")
    assert rehearse(add="pause") == []
    Sms.objects.filter(pk=old.pk).update(created_at=ago(90 * 86_400 - 60))
    assert len(rehearse(add="pause")) == 1


def test_rehearsing_changes_nothing() -> None:
    make_inbound_sms(text="pause")
    before = list(Keyword.objects.values())
    rehearse(add="pause", remove="STOPALL")
    assert list(Keyword.objects.values()) == before
    assert judge_reply("pause").verdict == "none"


def test_a_page_of_many_different_replies_is_quick() -> None:
    Sms.objects.bulk_create(
        Sms(
            direction="inbound",
            origin="reply",
            status="received",
            originator="+447700900123",
            recipient="1",
            reference=f"r-{number}",
            text=f"Message number {number} with some words",
            encoding="gsm7",
            due_at=Now(),
        )
        for number in range(2_000)
    )
    assert rehearse(add="pause") == []
    assert MOST_REPLIES >= 2_000


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Stop. Thank you", "Opts out"),
        ("please stop sending me texts", "Goes to the review desk"),
        ("START", "Opts in again"),
        ("HELP", "Asks for help"),
        ("the bus stop is closed", "Nothing"),
    ],
)
def test_the_page_names_verdict_and_rule(browser: Client, text: str, verdict: str) -> None:
    page = browser.post(PAGE, {"form": "text", "text": text})
    assert page.context["judgement"] == {"verdict": verdict, "rule": judge_reply(text).rule}
    assert f"<strong>{verdict}</strong>" in page.content.decode()


def test_the_page_lists_what_would_change(browser: Client) -> None:
    make_inbound_sms(text="pause <b>now</b>")
    make_inbound_sms(text="pause")
    page = browser.post(PAGE, {"form": "keyword", "add": "Pause"}).content.decode()
    assert "1 reply would be judged differently." in page
    page = browser.post(PAGE, {"form": "keyword", "add": "xyzzy"}).content.decode()
    assert "No reply of the last 90 days would be judged differently." in page


@pytest.mark.parametrize(
    ("add", "sentence"),
    [("", "Name a keyword to add, or choose one to remove."), ("!!!", "at least one letter or digit")],
)
def test_a_keyword_that_is_none_is_refused(browser: Client, add: str, sentence: str) -> None:
    assert sentence in browser.post(PAGE, {"form": "keyword", "add": add}).content.decode()


def test_a_locked_keyword_cannot_be_rehearsed_away(browser: Client) -> None:
    locked = Keyword.objects.filter(is_locked=True).first()
    page = browser.post(PAGE, {"form": "keyword", "add": "", "remove": locked.pk})
    assert page.context["keyword_form"].errors["remove"]


def test_the_list_of_keywords_leads_to_it(browser: Client) -> None:
    assert PAGE in browser.get("/admin/optout/keyword/").content.decode()


def test_it_is_for_admins(client: Client) -> None:
    client.force_login(make_user("manager", is_staff=True))
    assert client.get(PAGE).status_code == 403
