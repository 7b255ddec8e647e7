"""Read ids, numbers and times out of callback fields, whatever name and notation they come in."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from gateway.callback_fields import Fields

MAX_ID: Final = 64

_PUNCTUATION = re.compile(r"[\s().-]")
_NUMBER = re.compile(r"(?:\+|00)?([1-9][0-9]{6,14})")
_UNIX = re.compile(r"[0-9]+(\.[0-9]+)?")
_EARLIEST_MILLISECONDS = 1e11
_BELIEVABLE_YEARS = range(2000, 2100)


def first(fields: Fields, names: Sequence[str]) -> str:
    """The first of these fields that is not blank, on one line."""
    for name in names:
        if name in fields and (value := " ".join(fields[name].split())):
            return value
    return ""


def identifier(fields: Fields, names: Sequence[str]) -> str:
    """An id that is too long is none: cut short, two could become the same."""
    value = first(fields, names)
    return value if len(value) <= MAX_ID else ""


def e164(value: str) -> str:
    """The number as E.164, or nothing if it is not an international number."""
    number = _NUMBER.fullmatch(_PUNCTUATION.sub("", value))
    return f"+{number[1]}" if number else ""


def moment(fields: Fields, names: Sequence[str]) -> datetime | None:
    """The first of these fields that tells a believable time."""
    for name in names:
        if name in fields and (parsed := _parse(fields[name].strip())):
            return parsed
    return None


def _parse(value: str) -> datetime | None:
    """Unix seconds, Unix milliseconds or ISO 8601; without a zone it is UTC."""
    try:
        parsed = _from_unix(float(value)) if _UNIX.fullmatch(value) else datetime.fromisoformat(value)
        utc = parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return utc if utc.year in _BELIEVABLE_YEARS else None


def _from_unix(value: float) -> datetime:
    return datetime.fromtimestamp(value / 1000 if value > _EARLIEST_MILLISECONDS else value, UTC)
