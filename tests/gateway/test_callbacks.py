"""Reading callbacks: every form seen in the wild."""

import json
from urllib.parse import urlencode

import pytest

from gateway.callbacks import (
    DeliveryReport,
    Inbound,
    Unrecognised,
    parse_callback,
)
from tests.gateway.callback_samples import (
    FORM,
    FULL_REPORT,
    ID,
    JSON,
    MENDIX,
    MENDIX_REPORT,
    NOON,
    make_inbound,
    make_report,
    parse,
)


@pytest.mark.parametrize(
    ("event", "report"),
    [
        pytest.param({"msgid": ID, "status": "DELIVERED"}, make_report(), id="magento"),
        pytest.param(MENDIX_REPORT, FULL_REPORT, id="mendix"),
        pytest.param(
            {"msgid": ID, "status": "UNDELIVERED", "errorcode": "438"},
            make_report(status="UNDELIVERED", error_code="438"),
            id="wsms",
        ),
        pytest.param(
            {
                "messageId": ID,
                "deliveryStatus": "Failure",
                "description": "Blocked",
                "updatedAt": "2026-11-23T12:00:00Z",
            },
            make_report(status="FAILURE", error_text="Blocked", occurred_at=NOON),
            id="newer api",
        ),
        pytest.param(
            {"message_id": ID, "dlr_status": "delivrd", "error_code": 0, "msisdn": 447700900101},
            make_report(status="DELIVRD", error_code="0", receiver="+447700900101"),
            id="numbers for strings",
        ),
        pytest.param(
            {"ClientRef": "ref-1", "State": "Sent", "destination": "00447700900101", "mcc": "234", "mnc": "10"},
            make_report(gateway_id="", reference="ref-1", status="SENT", receiver="+447700900101", network="23410"),
            id="legacy reference",
        ),
        pytest.param(
            {"msgid": ID, "id": "other", "status": "SENT", "receiver": None, "errorcode": "", "mnc": "~mnc~"},
            make_report(status="SENT"),
            id="null, empty and unfilled are absent",
        ),
    ],
)
def test_a_delivery_report_is_read_in_every_known_layout(event: dict[str, object], report: DeliveryReport) -> None:
    assert parse(event) == [report]


@pytest.mark.parametrize(
    ("event", "inbound"),
    [
        pytest.param(
            {"msgid": ID, "sender": "447700900101", "receiver": "447700900999", "text": "STOP", "mcc": 234, "mnc": 10},
            make_inbound(gateway_id=ID, recipient="+447700900999", network="23410"),
            id="mitto's own words",
        ),
        pytest.param(
            {"from": "+44 7700 900101", "to": "MITTO", "message": "STOP", "timestamp": "2026-11-23T12:00:00.0000000Z"},
            make_inbound(recipient="MITTO", occurred_at=NOON),
            id="from, to, message",
        ),
        pytest.param(
            {"phone": "00447700900101", "text": "STOP", "eventId": "e-1", "receivedAt": 1795435200000},
            make_inbound(gateway_id="e-1", occurred_at=NOON),
            id="phone, event id",
        ),
        pytest.param({"msisdn": "60300", "text": ""}, make_inbound(sender="60300", text=""), id="short code, no text"),
        pytest.param(
            {"from": "447700900101", "text": "STOP", "status": ""}, make_inbound(), id="one template for both kinds"
        ),
        pytest.param(
            {"from": "447700900101", "text": "~stop~"}, make_inbound(text="~stop~"), id="a text that looks unfilled"
        ),
        pytest.param(
            {"from": "447700900101", "text": "STOP", "status": "Received"}, make_inbound(), id="a status of its own"
        ),
    ],
)
def test_an_inbound_sms_is_read_in_every_known_layout(event: dict[str, object], inbound: Inbound) -> None:
    assert parse(event) == [inbound]


@pytest.mark.parametrize("status", ["DELIVERED", "PARTIAL"])
def test_a_report_that_repeats_our_text_is_still_a_report(status: str) -> None:
    echoed = {"msgid": ID, "status": status, "receiver": "447700900101", "from": "MITTO", "text": "STOP to end"}

    assert parse(echoed) == [make_report(status=status, receiver="+447700900101")]


def test_received_without_a_text_is_a_word_nobody_knows() -> None:
    assert parse({"msgid": ID, "status": "RECEIVED"}) == [make_report(status="RECEIVED")]


def test_query_form_and_json_say_the_same() -> None:
    form = urlencode(MENDIX_REPORT)

    assert parse(query=form, content_type="") == [FULL_REPORT]
    assert parse_callback(query="", content_type=FORM, body=form.encode()) == [FULL_REPORT]
    assert parse(MENDIX_REPORT) == [FULL_REPORT]


@pytest.mark.parametrize("content_type", ["", "text/plain", FORM, "application/json; charset=utf-8", "nonsense"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\r\n"])
def test_json_is_read_under_any_content_type(content_type: str, mark: bytes) -> None:
    body = mark + json.dumps(MENDIX_REPORT).encode()

    assert parse_callback(query="", content_type=content_type, body=body) == [FULL_REPORT]


def test_the_body_wins_over_the_query_and_its_absent_values_do_not() -> None:
    query = urlencode({"STATUS": "SENT", "reference": "ref-1", "errorcode": "7", "token": "secret"})

    events = parse({"Status": "DELIVERED", "msgid": ID, "reference": None, "errorcode": "~errorcode~"}, query=query)

    assert events == [make_report(reference="ref-1", error_code="7")]


def test_a_template_sent_unfilled_is_no_event() -> None:
    [event] = parse_callback(query="", content_type=JSON, body=MENDIX.encode())

    assert isinstance(event, Unrecognised)


def test_each_event_of_an_array_stands_alone() -> None:
    events = parse(
        [
            {"msgid": ID, "status": "DELIVERED"},
            "not an event",
            {f"field{n}": "" for n in range(51)},
            {"from": "447700900101", "text": "STOP"},
            {"status": "SENT"},
        ]
    )

    assert [type(event) for event in events] == [DeliveryReport, Unrecognised, Unrecognised, Inbound, Unrecognised]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({}, "The event has neither a status nor a text."),
        ({"msgid": ID}, "The event has neither a status nor a text."),
        ({"status": "DELIVERED"}, "The report names neither an id nor a reference."),
        ({"status": "DELIVERED", "text": "Hi"}, "The report names neither an id nor a reference."),
        ({"text": "STOP"}, "The text names no sender."),
        ({"msgid": "x" * 65, "status": "DELIVERED"}, "The report names neither an id nor a reference."),
        ({"msgid": {"id": ID}, "status": "DELIVERED"}, "The report names neither an id nor a reference."),
    ],
)
def test_an_event_that_says_too_little_is_told_why(event: dict[str, object], reason: str) -> None:
    assert parse(event) == [Unrecognised(reason)]


def test_an_empty_request_is_unrecognised_and_not_malformed() -> None:
    assert [type(event) for event in parse(content_type="")] == [Unrecognised]


def test_an_empty_array_holds_no_events() -> None:
    assert parse([]) == []


def test_no_event_prints_a_number_or_a_text() -> None:
    [report] = parse(MENDIX_REPORT | {"error": "447700900101 is absent"})
    [inbound] = parse({"from": "447700900101", "to": "447700900999", "text": "Hello Anna"})

    assert not any(secret in repr([report, inbound]) for secret in ("447700", "Anna"))
