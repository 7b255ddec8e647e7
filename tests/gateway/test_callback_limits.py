"""Callbacks that are too much or make no sense: each is read or called malformed, and never crashes."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.callback_fields import MAX_BODY
from gateway.callbacks import (
    DeliveryReport,
    Inbound,
    MalformedCallback,
    Unrecognised,
    parse_callback,
)
from tests.gateway.callback_samples import (
    FORM,
    ID,
    JSON,
    make_report,
    parse,
)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b" " * (MAX_BODY + 1), JSON, 413, id="too long"),
        pytest.param(json.dumps([{}] * 1001).encode(), JSON, 413, id="too many events"),
        pytest.param(json.dumps({f"f{n}": 1 for n in range(51)}).encode(), JSON, 400, id="too many fields"),
        pytest.param("&".join(f"f{n}=1" for n in range(51)).encode(), FORM, 400, id="too many form fields"),
        pytest.param(b'{"a":' * 6 + b"1" + b"}" * 6, JSON, 400, id="too deep"),
        pytest.param(b"[" * 30_000, JSON, 400, id="far too deep and cut off"),
        pytest.param(b"[" * 30_000 + b"]" * 30_000, JSON, 400, id="far too deep"),
        pytest.param(b'{"msgid":', JSON, 400, id="cut off"),
        pytest.param(b"msgid=1", JSON, 400, id="not the json it says"),
        pytest.param(b'"DELIVERED"', JSON, 400, id="neither object nor array"),
        pytest.param(b"{\xff}", JSON, 400, id="not utf-8"),
        pytest.param(b"\xff\xfe", "", 400, id="binary"),
    ],
)
def test_a_malformed_request_says_so(body: bytes, content_type: str, status: int) -> None:
    with pytest.raises(MalformedCallback) as malformed:
        parse_callback(query="", content_type=content_type, body=body)

    assert malformed.value.status == status
    assert str(malformed.value).startswith("The ")


def test_fields_of_the_query_count_too() -> None:
    with pytest.raises(MalformedCallback, match="more than 50 fields"):
        parse({f"b{n}": 1 for n in range(26)}, query=urlencode({f"q{n}": 1 for n in range(26)}))


def test_fifty_fields_and_five_levels_are_still_read() -> None:
    event = {f"f{n}": 1 for n in range(47)} | {"msgid": ID, "status": "DELIVERED", "extra": [[[[1]]]]}

    assert parse(event) == [make_report()]


NAMES = st.sampled_from(["msgid", "status", "text", "from", "to", "reference", "sendtimestamp", "mcc"]) | st.text()
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()))
BODIES = st.binary() | st.recursive(
    VALUES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20
).map(lambda value: json.dumps(value).encode())


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(["", JSON, FORM]) | st.text(), BODIES)
def test_whatever_comes_is_read_or_called_malformed(query: str, content_type: str, body: bytes) -> None:
    try:
        events = parse_callback(query=query, content_type=content_type, body=body)
    except MalformedCallback:
        return

    for event in events:
        assert isinstance(event, DeliveryReport | Inbound | Unrecognised)
        if isinstance(event, Inbound):
            event.text.encode()
            assert "\x00" not in event.text


@given(st.dictionaries(NAMES, st.text(st.characters(exclude_categories=["Cs"])), max_size=10))
def test_a_form_and_a_json_object_with_the_same_fields_are_the_same_event(fields: dict[str, str]) -> None:
    form = urlencode(fields)

    assert parse(fields) == parse(query=form) == parse_callback(query="", content_type=FORM, body=form.encode())
