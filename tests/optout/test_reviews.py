"""The review desk: a refusal in free words holds its number until a person decides, once."""

from datetime import date
from typing import Any

import pytest

from optout import reviews, suppression
from optout.models import Review
from tests.factories import make_user

NUMBER = "+447700900123"


def open_review(number: str = NUMBER) -> Review:
    return reviews.open_review(
        number=number, text="please leave me be", rule="It asks to be left alone.", sms_reference="r-1"
    )


def test_a_review_holds_its_number_and_no_other(db: None) -> None:
    open_review()

    assert reviews.is_held(NUMBER)
    assert not reviews.is_held("+447700900999")
    assert reviews.held_among([NUMBER, "+447700900999"]) == {NUMBER}


def test_a_review_opts_nobody_out_and_leaves_a_line_in_the_ledger(db: None) -> None:
    open_review()

    assert not suppression.is_opted_out(NUMBER)
    event = suppression.history_of(NUMBER).get()
    assert (event.what, event.wording, event.sms_reference) == ("held", "please leave me be", "r-1")


def test_a_decision_for_an_opt_out_suppresses_in_the_words_of_the_reply(db: None) -> None:
    review, staff = open_review(), make_user("agent")

    assert reviews.decide(review, is_opt_out=True, by=staff) is True

    assert suppression.is_opted_out(NUMBER)
    assert not reviews.is_held(NUMBER)
    event = suppression.history_of(NUMBER).first()
    assert event is not None
    assert (event.what, event.by, event.wording) == ("opted_out", staff, "please leave me be")


def test_a_decision_against_one_releases_the_number(db: None) -> None:
    review, staff = open_review(), make_user("agent")

    assert reviews.decide(review, is_opt_out=False, by=staff) is True

    assert not suppression.is_opted_out(NUMBER)
    assert not reviews.is_held(NUMBER)
    review.refresh_from_db()
    assert (review.decision, review.decided_by) == ("not_an_opt_out", staff)
    assert suppression.history_of(NUMBER).first().what == "released"  # type: ignore[union-attr]


def test_a_review_is_decided_once(db: None) -> None:
    review = open_review()
    reviews.decide(review, is_opt_out=False, by=None)

    assert reviews.decide(review, is_opt_out=True, by=None) is False
    assert not suppression.is_opted_out(NUMBER)


def test_a_second_open_review_goes_on_holding_the_number(db: None) -> None:
    first, second = open_review(), open_review()

    reviews.decide(first, is_opt_out=False, by=None)
    assert reviews.is_held(NUMBER)

    reviews.decide(second, is_opt_out=False, by=None)
    assert not reviews.is_held(NUMBER)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 7)),
        (date(2026, 11, 27), date(2026, 12, 11)),
        (date(2026, 11, 28), date(2026, 12, 11)),
        (date(2026, 11, 29), date(2026, 12, 11)),
    ],
)
def test_the_deadline_is_ten_business_days_after_the_reply(received: date, due: date) -> None:
    assert reviews.deadline(received) == due


def test_a_list_of_numbers_is_judged_in_one_query(db: None, django_assert_num_queries: Any) -> None:
    open_review()

    with django_assert_num_queries(1):
        assert reviews.held_among([NUMBER, *(f"+4477009{n:05}" for n in range(2_500))]) == {NUMBER}
