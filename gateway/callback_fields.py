"""Take a callback request apart: query, JSON and form become the plain fields of each event in it."""

import json
import re
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

Fields: TypeAlias = dict[str, str]

MAX_BODY: Final = 64 * 1024
MAX_EVENTS: Final = 1000
MAX_FIELDS: Final = 50
MAX_DEPTH: Final = 5

# Placeholders of the account's template that were sent unfilled. Only known ones: a person may text "~stop~".
_TOKENS = "msgid|mcc|mnc|status|sender|receiver|from|to|text|errorcode|reference|sendtime|sendtimestamp"
_UNFILLED = re.compile(f"(~({_TOKENS})~)+", re.IGNORECASE)
# The letters of these are Latin-1's, and in Latin-1 every byte means something.
_IS_LATIN = re.compile("charset=[\"']?(iso-8859-1|latin-?1|windows-1252)\\b")
# Control characters other than tab and line ends, and halves of surrogate pairs, which no database stores.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class MalformedCallback(ValueError):
    """A request, or one event of it, that cannot be read; `status` is the HTTP status to answer with."""

    def __init__(self, sentence: str, *, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def read_fields(*, query: str, content_type: str, body: bytes) -> list[Fields | MalformedCallback]:
    """The fields of each event by lower-case name; the body wins over the query."""
    if len(body) > MAX_BODY:
        raise MalformedCallback(f"The body is larger than {MAX_BODY} bytes.", status=413)
    shared = _read_form(query)
    payload = _read_body(content_type, body)
    if isinstance(payload, dict):
        return [_merge(shared, payload)]
    if len(payload) > MAX_EVENTS:
        raise MalformedCallback(f"The body holds more than {MAX_EVENTS} events.", status=413)
    return [_isolated(shared, event) for event in payload]


def _read_body(content_type: str, body: bytes) -> dict[str, Any] | list[Any]:
    text = _decode(content_type, body).strip()
    if text.startswith(("{", "[")) or (text and "json" in content_type.lower()):
        return _read_json(text)
    return _read_form(text)


def _decode(content_type: str, body: bytes) -> str:
    """UTF-8 whatever the request says, for that cannot be mistaken; else what it says: an ARRÊT must not be lost."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        if _IS_LATIN.search(content_type.lower()):
            return body.decode("latin-1")
        raise MalformedCallback("The body is not UTF-8 text.") from None


def _read_json(text: str) -> dict[str, Any] | list[Any]:
    try:
        # Numbers stay as they were written; strict=False admits line breaks that a template let through.
        payload = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise MalformedCallback("The body is not valid JSON.") from None
    if not isinstance(payload, dict | list):
        raise MalformedCallback("The body is neither a JSON object nor an array.")
    if _is_deeper(payload, MAX_DEPTH):
        raise MalformedCallback(f"The body is nested more than {MAX_DEPTH} levels deep.")
    return payload


def _read_form(text: str) -> Fields:
    def read(encoding: str) -> Fields:
        return dict(parse_qsl(text, True, encoding=encoding, errors="strict", max_num_fields=MAX_FIELDS))

    try:
        return read("utf-8")
    except UnicodeDecodeError:
        return read("latin-1")  # in use among SMS gateways, and never undecodable
    except ValueError:
        raise MalformedCallback(f"The request has more than {MAX_FIELDS} fields.") from None


def _is_deeper(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in value)


def _isolated(shared: Fields, event: object) -> Fields | MalformedCallback:
    try:
        return _merge(shared, event)
    except MalformedCallback as malformed:
        return malformed


def _merge(shared: Fields, event: object) -> Fields:
    if not isinstance(event, dict):
        raise MalformedCallback("The event is not a JSON object.")
    if len(shared) + len(event) > MAX_FIELDS:
        raise MalformedCallback(f"The event has more than {MAX_FIELDS} fields.")
    return _present(shared) | _present(event)


def _present(event: dict[str, Any]) -> Fields:
    """The fields that have a plain value; null, unfilled placeholders and nested values are none."""
    cleaned = {name.lower(): _UNSTORABLE.sub("", value) for name, value in event.items() if isinstance(value, str)}
    return {name: value for name, value in cleaned.items() if not _UNFILLED.fullmatch(value)}
