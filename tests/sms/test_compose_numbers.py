"""Composing for a number: which one is meant, and whether it may be texted."""

import pytest

from optout import records, reviews, suppression
from tests.conftest import Ready
from tests.factories import make_contact, make_lead, make_setup
from tests.sms.test_compose import compose, refusal


def hold(number: str) -> None:
    reviews.open_review(number=number, text="take me off", rule="It asks to be taken off.", sms_reference="")


def test_the_number_typed_is_judged_instead_of_the_mobile(ready: Ready) -> None:
    lead = make_lead(mobile_phone="+447700900001")
    suppression.opt_out("+447700900001", source="person")

    sms = compose(ready, lead=lead, to="+44 7700 900002")

    assert (sms.recipient, sms.lead) == ("+447700900002", lead)


def test_a_number_typed_that_opted_out_is_refused_though_the_mobile_is_free(ready: Ready) -> None:
    suppression.opt_out("+447700900002", source="person")

    refused = refusal(ready, lead=make_lead(), to="+447700900002")

    assert refused.code == "opted_out"
    assert refused.fields == {"to": ["This number opted out of SMS. Nothing was sent."]}


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("07700 900123", "GB", "+447700900123"),
        ("(07700) 900-123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "", "+447700900123"),
        ("0044 7700 900123", "GB", "+447700900123"),
        ("０７７００９００１２３", "GB", "+447700900123"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("+49 1512 3456789", "GB", "+4915123456789"),
    ],
)
def test_a_number_is_read_as_somebody_in_the_persons_country_dials_it(
    ready: Ready, typed: str, country: str, e164: str
) -> None:
    assert compose(ready, lead=make_lead(country=country, mobile_phone=typed)).recipient == e164
    assert compose(ready, contact=make_contact(country=country), to=typed).recipient == e164


def test_a_number_without_a_person_is_read_by_the_default_country(ready: Ready) -> None:
    make_setup(default_country="DE")

    assert compose(ready, to="01512 3456789").recipient == "+4915123456789"


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("", "There is no number."),
        ("   ", "There is no number."),
        ("call me", "This is not a phone number."),
        ("+44 7700", "The area code is missing."),
        ("+44 77", "This number is too short."),
        ("+44 7700 900123 4567 89", "This number is too long."),
        ("+999 7700 900123", "This country code does not exist."),
        ("+44 7700 900123 ext. 5", "A number with an extension cannot be texted."),
    ],
)
def test_an_unusable_number_is_refused_at_to_with_its_reason(ready: Ready, to: str, sentence: str) -> None:
    refused = refusal(ready, to=to)

    assert refused.code == "invalid"
    assert list(refused.fields) == ["to"]
    assert refused.fields["to"][0].startswith(sentence)


def test_a_person_without_a_mobile_is_refused_at_to(ready: Ready) -> None:
    assert refusal(ready, lead=make_lead(mobile_phone="")).fields == {"to": ["There is no number."]}


def test_a_person_who_opted_out_before_there_was_a_number_is_refused_at_any_number(ready: Ready) -> None:
    lead = make_lead(mobile_phone="")
    records.opt_out_person(lead, by=None)

    assert refusal(ready, lead=lead, to="+447700900123").code == "opted_out"


@pytest.mark.parametrize("origin", ["api", "automation"])
def test_a_number_under_review_is_held_from_programs(ready: Ready, origin: str) -> None:
    hold("+447700900123")

    refused = refusal(ready, to="+447700900123", origin=origin)

    assert refused.code == "held"
    assert "waits for review" in refused.fields["to"][0]


def test_a_number_under_review_can_still_be_texted_by_a_person(ready: Ready) -> None:
    hold("+447700900123")

    assert compose(ready, to="+447700900123").status == "queued"


def test_an_opt_out_counts_for_every_holder_of_the_number(ready: Ready) -> None:
    lead, contact = make_lead(mobile_phone="+447700900123"), make_contact(mobile_phone="07700900123")
    suppression.opt_out("+447700900123", source="reply")

    assert refusal(ready, lead=lead).code == "opted_out"
    assert refusal(ready, contact=contact).code == "opted_out"
