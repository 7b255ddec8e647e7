"""What a call to /sms or /smsbulk asks for, and the response code Mitto gives it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from simulator.options import Options
from simulator.segments import is_gsm

RESPONSE_TEXTS = {
    0: "SMS sent successfully",
    1: "Internal error",
    2: "Invalid type",
    3: "Empty message",
    4: "The text has characters that are not in the character set of its type",
    5: "Empty sender",
    6: "Invalid sender",
    7: "Empty receiver",
    8: "Invalid receiver",
}
TYPES = frozenset({"gsm", "unicode", "binary", "byte", "auto"})
RECEIVER = re.compile(r"\+?[1-9][0-9]{6,14}")
NAMED_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 -]{3,11}")
NUMERIC_SENDER = re.compile(r"\+?[0-9]{3,}")
HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


class UnreadableCall(ValueError):
    """The body is not a JSON object."""


@dataclass(slots=True)
class Call:
    is_bulk: bool
    sender: str
    recipients: list[str]
    text: str
    kind: str
    reference: str
    callback: str
    is_test: bool

    @property
    def phones(self) -> list[str]:
        return [phone_of(number) for number in self.recipients]


def phone_of(number: str) -> str:
    """The digits that name a phone, however its number was written."""
    return "".join(filter(str.isdecimal, number))


def read_call(body: bytes, *, is_bulk: bool) -> Call:
    try:
        fields = {name.lower(): value for name, value in json.loads(body).items()}
    except (ValueError, AttributeError) as error:
        raise UnreadableCall("The body must be one JSON object.") from error
    receivers = fields.get("to")
    return Call(
        is_bulk=is_bulk,
        sender=_word(fields.get("from")),
        recipients=_numbers(receivers) if is_bulk else [_word(receivers)],
        text=_word(fields.get("text")),
        kind=_word(fields.get("type")).lower() or "gsm",
        reference=_word(fields.get("reference")),
        callback=_word(fields.get("callback")),
        is_test=_word(fields.get("test")).lower() in ("true", "1"),
    )


def response_code(call: Call, options: Options) -> int:
    """0 accepts the call; the others are Mitto's table, tried in its order."""
    if call.kind not in TYPES:
        return 2
    if not call.text:
        return 3
    if not _fits_type(call.text, call.kind):
        return 4
    if not call.sender:
        return 5
    if not _is_sender(call.sender, options.longest_numeric_sender):
        return 6
    if not any(call.recipients):
        return 7
    if len(call.recipients) > options.most_recipients or not all(map(RECEIVER.fullmatch, call.recipients)):
        return 8
    return 0


def _word(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _numbers(receivers: Any) -> list[str]:
    """An array or one comma-separated string; a repeated number stays repeated."""
    items = receivers if isinstance(receivers, list) else _word(receivers).split(",")
    return [number for item in items if (number := _word(item).strip())]


def _fits_type(text: str, kind: str) -> bool:
    if kind == "gsm":
        return is_gsm(text)
    return kind not in ("binary", "byte") or HEX.fullmatch(text) is not None


def _is_sender(sender: str, longest_numeric: int) -> bool:
    if NUMERIC_SENDER.fullmatch(sender):
        return len(sender.removeprefix("+")) <= longest_numeric
    return NAMED_SENDER.fullmatch(sender) is not None
