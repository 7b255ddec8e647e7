"""What an HTTP answer of Mitto says about the fate of an SMS, and so whether sending again is safe."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # certainly, and again if repeated
    INTERNAL_ERROR = "internal_error"  # Mitto says that it failed and took nothing
    RATE_LIMITED = "rate_limited"
    UNAUTHORIZED = "unauthorized"
    UNREACHABLE = "unreachable"  # never a byte of it was sent
    UNKNOWN = "unknown"  # nobody can know


@dataclass(frozen=True, slots=True)
class Answer:
    """The fate of one SMS. `error` is a sentence for people and never holds a number, a text or the key."""

    verdict: Verdict
    gateway_id: str = ""
    parts: int | None = None
    error: str = ""
    code: str = ""
    retry_after: float | None = None


# The status alone says it all: the body of such an answer need not even arrive.
DECIDED_BY_STATUS: Final = frozenset({401, 403, 429})

_REASONS = {
    2: "invalid message type",
    3: "empty message",
    4: "the text has characters its type cannot carry",
    5: "empty sender",
    6: "invalid sender",
    7: "empty receiver",
    8: "invalid receiver",
    9: "character set error",
}
_WHOLE_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*")
_MAX_ID = 64
# Seconds. A gateway that wants more says so again; one that has its date wrong does not stop us for years.
_LONGEST_WAIT = 3600


def answer_limit(recipients: int = 1) -> int:
    """The size from which an answer is meaningless; /smsbulk spends some 200 bytes on each number."""
    return 65_536 + 512 * (recipients - 1)


def read_answer(status: int, body: bytes, *, retry_after: str | None = None, for_test: bool = False) -> Answer:
    """Read the answer to a call of /sms; a test call may be accepted without an id."""
    if status in DECIDED_BY_STATUS:
        return _decided_by_status(status, retry_after)
    if (reply := _parse(body, answer_limit())) is None:
        return _meaningless(status)
    gateway_id = _gateway_id(reply)
    if _is_success(status, reply) and (gateway_id or for_test):
        return _accepted(reply)
    return _not_accepted(status, _code(reply), has_id=bool(gateway_id))


def read_bulk_answer(
    status: int, body: bytes, *, recipients: Sequence[str], retry_after: str | None = None
) -> list[Answer]:
    """Read the answer to a call of /smsbulk: one for each recipient, in their order."""
    if status in DECIDED_BY_STATUS:
        return [_decided_by_status(status, retry_after)] * len(recipients)
    if (reply := _parse(body, answer_limit(len(recipients)))) is None:
        return [_meaningless(status)] * len(recipients)
    messages = _messages(reply)
    if _is_success(status, reply) and _match(messages, recipients):
        return [_accepted(message) for message in messages]
    answer = _not_accepted(status, _code(reply), has_id=any(map(_gateway_id, (reply, *messages))))
    if answer.verdict is Verdict.INTERNAL_ERROR and len(recipients) > 1:
        # One code for many says nothing of each: the caller sends them one by one.
        answer = replace(answer, verdict=Verdict.REFUSED)
    return [answer] * len(recipients)


def _decided_by_status(status: int, retry_after: str | None) -> Answer:
    if status == 429:
        error = "Mitto asked for a slower pace (HTTP 429)."
        return Answer(Verdict.RATE_LIMITED, error=error, retry_after=_seconds(retry_after))
    return Answer(Verdict.UNAUTHORIZED, error=f"Mitto refused the product key (HTTP {status}).")


def _accepted(message: dict[str, Any]) -> Answer:
    return Answer(Verdict.ACCEPTED, gateway_id=_gateway_id(message), parts=_whole(message.get("messageParts")))


def _not_accepted(status: int, code: int | None, *, has_id: bool) -> Answer:
    """Judge an answer that is no clean success; only what is certain may be called refused."""
    if 300 <= status < 400 or (has_id and code in (0, 1)):
        return _meaningless(status)
    if code == 1:
        error = "Mitto had an internal error and did not take it (code 1)."
        return Answer(Verdict.INTERNAL_ERROR, error=error, code="1")
    if code in _REASONS or (code and status < 500):
        # Their own words stay out: they may quote the number or the text.
        reason = _REASONS.get(code, "a reason missing from Mitto's documentation")
        return Answer(Verdict.REFUSED, error=f"Mitto refused it: {reason} (code {code}).", code=str(code))
    if 400 <= status < 500:
        return Answer(Verdict.REFUSED, error=f"Mitto refused it (HTTP {status}).", code=f"HTTP {status}")
    return _meaningless(status)


def _meaningless(status: int) -> Answer:
    error = f"Mitto's answer (HTTP {status}) does not say what became of it. It may have been sent."
    return Answer(Verdict.UNKNOWN, error=error)


def _parse(body: bytes, limit: int) -> dict[str, Any] | None:
    """The JSON object in the body, empty if there is none; None if the body is too long to be an answer."""
    if len(body) > limit:
        return None
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return reply if isinstance(reply, dict) else {}


def _is_success(status: int, reply: dict[str, Any]) -> bool:
    return 200 <= status < 300 and _code(reply) == 0


def _code(reply: dict[str, Any]) -> int | None:
    return _whole(reply.get("responseCode"))


def _gateway_id(message: dict[str, Any]) -> str:
    """The id as Mitto wrote it, or nothing if it cannot be one."""
    text = _text(message.get("id"))
    return text if text.strip() and len(text) <= _MAX_ID and text.isprintable() else ""


def _messages(reply: dict[str, Any]) -> list[dict[str, Any]]:
    messages = reply.get("messages")
    listed = messages if isinstance(messages, list) else [messages]
    return [message if isinstance(message, dict) else {} for message in listed]


def _match(messages: list[dict[str, Any]], recipients: Sequence[str]) -> bool:
    """Whether each recipient got an id of its own, by position and by number."""
    ids = {_gateway_id(message) for message in messages} - {""}
    answered = [_text(message.get("to")) for message in messages]
    return len(ids) == len(answered) == len(recipients) and all(map(_is_same_number, answered, recipients))


def _is_same_number(one: str, other: str) -> bool:
    return one == other or _digits(one) == _digits(other)


def _digits(number: str) -> str:
    return re.sub("[^0-9]", "", number)


def _whole(value: object) -> int | None:
    """A number that Mitto may write as 0, "0" or " 0"."""
    text = _text(value)
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After, written as seconds or as an HTTP date."""
    wait = _whole(retry_after)
    try:
        seconds = _until(parsedate_to_datetime(retry_after or "")) if wait is None else wait
    except ValueError:
        return None
    return float(min(max(seconds, 0), _LONGEST_WAIT))


def _until(moment: datetime) -> float:
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
