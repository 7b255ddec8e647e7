"""Phone numbers: what was typed becomes E.164, or a sentence says why it cannot be used."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult

# A broadcast reaches people, not switchboards: these kinds never receive an SMS.
LANDLINE_TYPES = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
}

PARSE_PROBLEMS = {
    NumberParseException.INVALID_COUNTRY_CODE: (
        "This number has no country code and no country is known; write it with + and the country code."
    ),
    NumberParseException.NOT_A_NUMBER: "This is not a phone number.",
    NumberParseException.TOO_SHORT_AFTER_IDD: "This number is too short.",
    NumberParseException.TOO_SHORT_NSN: "This number is too short.",
    NumberParseException.TOO_LONG: "This number is too long.",
}
LENGTH_PROBLEMS = {
    ValidationResult.TOO_SHORT: "This number is too short.",
    ValidationResult.TOO_LONG: "This number is too long.",
    ValidationResult.INVALID_COUNTRY_CODE: "This country code does not exist.",
    ValidationResult.INVALID_LENGTH: "This number has the wrong length for its country.",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "The area code is missing.",
}
UNUSABLE_WHEN_SAVED = "This number could not be used when it was saved; save it again."


# E.164 allows fifteen digits; the longest numbers some countries plan for would not fit.
LONGEST = len("+") + 15


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A typed number judged: `e164` when it can be texted, else `problem`; `doubt` when it may not be a mobile."""

    e164: str = ""
    problem: str = ""
    doubt: str = ""

    def __repr__(self) -> str:
        return f"ParsedNumber(usable={bool(self.e164)})"


@lru_cache(maxsize=4096)
def parse_number(typed: str, country: str) -> ParsedNumber:
    """Read `typed` as somebody in `country` (ISO 3166-1) would dial it.

    Usable means *possible*: number metadata lags behind new ranges, and fictional ones are possible too.
    """
    if not typed.strip():
        return ParsedNumber(problem="There is no number.")
    try:
        number = phonenumbers.parse(typed, country or None)
    except NumberParseException as error:
        return ParsedNumber(problem=_parse_problem(error, typed))
    if number.extension:
        return ParsedNumber(problem="A number with an extension cannot be texted.")
    length = phonenumbers.is_possible_number_with_reason(number)
    if length != ValidationResult.IS_POSSIBLE:
        return ParsedNumber(problem=LENGTH_PROBLEMS.get(length, "This is not a phone number."))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(e164) > LONGEST:
        return ParsedNumber(problem=LENGTH_PROBLEMS[ValidationResult.TOO_LONG])
    return ParsedNumber(e164=e164, doubt=_doubt(number))


def stored_number(e164: str, typed: str, country: str) -> ParsedNumber:
    """The number a record was saved with, judged; what was typed only says why there is none.

    Read anew it might be another one, for the default country may have changed since.
    """
    if e164:
        return ParsedNumber(e164=e164, doubt=doubt_of(e164))
    return ParsedNumber(problem=parse_number(typed, country).problem or UNUSABLE_WHEN_SAVED)


def _parse_problem(error: NumberParseException, typed: str) -> str:
    if error.error_type == NumberParseException.INVALID_COUNTRY_CODE and "+" in typed:
        return LENGTH_PROBLEMS[ValidationResult.INVALID_COUNTRY_CODE]
    return PARSE_PROBLEMS.get(error.error_type, "This is not a phone number.")


def _doubt(number: phonenumbers.PhoneNumber) -> str:
    kind = phonenumbers.number_type(number)
    if kind in LANDLINE_TYPES:
        return "This looks like a landline."
    return "This number is outside the known ranges." if kind == PhoneNumberType.UNKNOWN else ""


def phone_number(e164: str) -> phonenumbers.PhoneNumber:
    """A usable number taken apart, several times faster than reading it as a person may have typed it."""
    code, rest = _split(e164)
    zeros = len(rest) - len(rest.lstrip("0"))
    return phonenumbers.PhoneNumber(
        country_code=code,
        national_number=int(rest),
        italian_leading_zero=bool(zeros) or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


def doubt_of(e164: str) -> str:
    """Why a usable number may not be a mobile; empty when it looks like one. Quick where it does."""
    code, rest = _split(e164)
    return "" if _mobiles(code).fullmatch(rest) else _doubt(phone_number(e164))


def _split(e164: str) -> tuple[int, str]:
    codes = (int(e164[1:end]) for end in (2, 3, 4))
    code = next(code for code in codes if code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
    return code, e164[len(str(code)) + 1 :]


@lru_cache
def _mobiles(country_code: int) -> re.Pattern[str]:
    """The mobile numbers of every country that shares a code."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[country_code]
    known = (phonenumbers.PhoneMetadata.metadata_for_region(region) for region in regions)
    patterns = [data.mobile.national_number_pattern for data in known if data and data.mobile]
    return re.compile("|".join(pattern for pattern in patterns if pattern) or "(?!)")
