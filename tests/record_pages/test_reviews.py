"""The review desk: one click decides, the deadline shows, somebody else's decision stands."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from optout import reviews, suppression
from optout.models import ConsentEvent, Review
from tests.factories import make_inbound_sms, make_lead, make_user

pytestmark = pytest.mark.django_db

NUMBER = "+447700900123"


@pytest.fixture
def managers_browser(client: Client) -> Client:
    client.force_login(make_user("manager"))
    return client


def open_review(text: str = "please stop sending me texts", number: str = NUMBER) -> Review:
    sms = make_inbound_sms(originator=number, text=text)
    return reviews.open_review(number=number, text=text, rule="The message asks to stop.", sms_reference=sms.reference)


def decide(browser: Client, review: Review, decision: str) -> str:
    return browser.post(f"/reviews/{review.pk}/decide/", {"decision": decision}, follow=True).text


def test_what_waits_is_shown_oldest_first_with_its_reply_and_person(managers_browser: Client) -> None:
    make_lead(last_name="Byron", mobile_phone=NUMBER)
    open_review("take me off your list")
    open_review("do not contact me", "+447700900124")
    page = managers_browser.get("/reviews/").text
    assert page.index("take me off your list") < page.index("do not contact me")
    assert "Bertha Byron" in page and "The message asks to stop." in page


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 20), date(2026, 12, 4)),  # a Friday
        (date(2026, 11, 21), date(2026, 12, 4)),  # a Saturday
        (date(2026, 11, 23), date(2026, 12, 7)),  # a Monday
    ],
)
def test_ten_business_days_are_left(received: date, due: date) -> None:
    assert reviews.deadline(received) == due


def test_a_missed_deadline_stands_out(managers_browser: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 2, 12, tzinfo=UTC)):
        open_review()
    with time_machine.travel(datetime(2026, 11, 16, 12, tzinfo=UTC)):
        assert not managers_browser.get("/reviews/").context["rows"][0].is_overdue
    with time_machine.travel(datetime(2026, 11, 17, 12, tzinfo=UTC)):
        page = managers_browser.get("/reviews/")
    assert page.context["rows"][0].is_overdue and "badge is-bad" in page.text


def test_an_opt_out_is_one_click(managers_browser: Client) -> None:
    review = open_review()
    assert "gets no SMS from now on" in decide(managers_browser, review, "opt_out")
    assert suppression.is_opted_out(NUMBER) and not reviews.is_held(NUMBER)
    assert suppression.history_of(NUMBER).first().wording == review.text


def test_an_opt_out_settles_everything_that_waits_about_its_number(managers_browser: Client) -> None:
    first, _, other = open_review(), open_review("I said stop it"), open_review(number="+447700900124")
    decide(managers_browser, first, "opt_out")
    assert list(Review.objects.open()) == [other]
    assert ConsentEvent.objects.filter(number=NUMBER, what="opted_out").count() == 1


def test_not_an_opt_out_lets_broadcasts_go_on(managers_browser: Client) -> None:
    decide(managers_browser, open_review(), "not_an_opt_out")
    assert not suppression.is_opted_out(NUMBER) and not reviews.is_held(NUMBER)
    assert suppression.history_of(NUMBER).first().what == "released"


def test_a_number_is_held_until_its_last_reply_is_decided(managers_browser: Client) -> None:
    first, second = open_review(), open_review("do not contact me")
    assert "broadcasts to it stay held" in decide(managers_browser, first, "not_an_opt_out")
    assert "may be texted by broadcasts again" in decide(managers_browser, second, "not_an_opt_out")


def test_a_number_that_said_stop_later_is_not_said_to_be_texted_again(managers_browser: Client) -> None:
    review = open_review()
    suppression.opt_out(NUMBER, source="reply")
    assert "stays so: it gets no SMS" in decide(managers_browser, review, "not_an_opt_out")
    assert suppression.is_opted_out(NUMBER)


def test_a_decision_without_a_word_is_not_an_opt_out(managers_browser: Client) -> None:
    review = open_review()
    assert managers_browser.post(f"/reviews/{review.pk}/decide/", {"decision": "?"}).status_code == 400
    assert reviews.is_held(NUMBER)


def test_what_somebody_else_decided_stands(managers_browser: Client) -> None:
    review = open_review()
    reviews.decide(review, is_opt_out=False, by=None)
    assert "This one was decided already" in decide(managers_browser, review, "opt_out")
    assert not suppression.is_opted_out(NUMBER)


def test_the_desk_counts_what_waits() -> None:
    review = open_review()
    open_review(number="+447700900124")
    assert reviews.open_count() == 2
    reviews.decide(review, is_opt_out=True, by=None)
    assert reviews.open_count() == 1


def test_agents_neither_see_nor_decide(agents_browser: Client) -> None:
    review = open_review()
    assert agents_browser.get("/reviews/").status_code == 403
    assert agents_browser.post(f"/reviews/{review.pk}/decide/", {"decision": "opt_out"}).status_code == 403
    assert reviews.is_held(NUMBER)
