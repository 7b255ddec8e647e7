"""Phone numbers: read as somebody in that country would dial them, or refused with the reason."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.phone import LONGEST, ParsedNumber, doubt_of, parse_number


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("07700 900123", "GB", "+447700900123"),
        ("+44 7700 900123", "", "+447700900123"),
        ("+44 7700 900123", "US", "+447700900123"),
        ("+44 (0)7700 900-123", "FR", "+447700900123"),
        ("0044 7700 900123", "DE", "+447700900123"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("tel:+44-7700-900123", "GB", "+447700900123"),
        ("\u202a+44 7700 900123\u202c", "GB", "+447700900123"),
        ("٠٧٧٠٠٩٠٠١٢٣", "GB", "+447700900123"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("0151 23456789", "DE", "+4915123456789"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("347 123 4567", "IT", "+393471234567"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("8 912 345 67 89", "RU", "+79123456789"),
        ("+65 8123 4567", "GB", "+6581234567"),
    ],
)
def test_a_number_is_read_as_it_would_be_dialled(typed: str, country: str, e164: str) -> None:
    assert parse_number(typed, country).e164 == e164


@pytest.mark.parametrize(
    ("typed", "country", "problem"),
    [
        ("", "GB", "There is no number."),
        (" ", "GB", "There is no number."),
        ("ask her", "GB", "This is not a phone number."),
        ("077", "GB", "This number is too short."),
        ("07700 900123 4567", "GB", "This number is too long."),
        ("555-0123", "US", "The area code is missing."),
        ("07700 900123", "", "no country code and no country is known"),
        ("+999 7700 900123", "GB", "This country code does not exist."),
        ("07700 900123 x5", "GB", "A number with an extension cannot be texted."),
        ("07700900123 or 07700900124", "GB", "This number is too long."),
        ("+49 311111111111111", "GB", "This number is too long."),
    ],
)
def test_what_cannot_be_texted_says_why(typed: str, country: str, problem: str) -> None:
    parsed = parse_number(typed, country)

    assert parsed.e164 == ""
    assert problem in parsed.problem


@pytest.mark.parametrize("fictional", ["+44 7700 900000", "+44 7700 900999", "+1 201 555 0100", "+49 152 28817386"])
def test_a_possible_number_is_usable_though_nobody_has_it(fictional: str) -> None:
    assert parse_number(fictional, "").e164


@pytest.mark.parametrize(
    ("e164", "doubt"),
    [
        ("+447911123456", ""),
        ("+4915123456789", ""),
        ("+12015550123", ""),
        ("+442079460000", "This looks like a landline."),
        ("+448003569377", "This looks like a landline."),
        ("+447700900123", "This number is outside the known ranges."),
        ("+390612345678", "This looks like a landline."),
        ("+393471234567", ""),
    ],
)
def test_a_number_that_may_not_be_a_mobile_is_marked_and_stays_usable(e164: str, doubt: str) -> None:
    parsed = parse_number(e164, "")

    assert (parsed.e164, parsed.doubt) == (e164, doubt)
    assert doubt_of(e164) == doubt


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), st.integers(0, 10**15))
def test_the_quick_doubt_agrees_with_the_thorough_one(region: str, digits: int) -> None:
    parsed = parse_number(str(digits), region)

    if parsed.e164:
        assert doubt_of(parsed.e164) == parsed.doubt


@given(st.text(max_size=40), st.sampled_from(["", "GB", "US", "DE", "XX"]))
def test_no_text_whatever_raises_and_each_is_usable_or_says_why(typed: str, country: str) -> None:
    parsed = parse_number(typed, country)

    assert bool(parsed.e164) != bool(parsed.problem)
    assert len(parsed.e164) <= LONGEST


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), st.integers(0, 10**15))
def test_reading_a_usable_number_again_changes_nothing(region: str, digits: int) -> None:
    if e164 := parse_number(str(digits), region).e164:
        assert parse_number(e164, "").e164 == e164


def test_a_parsed_number_never_prints_the_number() -> None:
    assert "900123" not in repr(parse_number("+447700900123", ""))
    assert repr(ParsedNumber()) == "ParsedNumber(usable=False)"
