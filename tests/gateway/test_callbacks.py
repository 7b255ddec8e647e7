"""Reading callbacks: every form seen in the wild, the limits, and that garbage never crashes."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.callback_fields import MAX_BODY
from gateway.callbacks import (
    DeliveryReport,
    Event,
    Inbound,
    MalformedCallback,
    ReportedStatus,
    Unrecognised,
    bucket,
    id_key,
    parse_callback,
)

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

# The template one account agreed with Mitto, and what came of it.
MENDIX = """{"Id":"~msgid~","MccMnc":"~mcc~~mnc~","status":"~status~","receiver":"~receiver~",
"errorcode":"~errorcode~","reference":"~reference~","sendtime":"~sendtime~","sendtimestamp":"~sendtimestamp~"}"""
MENDIX_REPORT = {
    "Id": ID,
    "MccMnc": "23410",
    "status": "DELIVERED",
    "receiver": "447700900101",
    "errorcode": "0",
    "reference": "ref-1",
    "sendtime": "23/11/2026 12:00",
    "sendtimestamp": "1795435200",
}


def parse(body: object = None, *, query: str = "", content_type: str = JSON) -> list[Event]:
    raw = b"" if body is None else json.dumps(body).encode()
    return parse_callback(query=query, content_type=content_type, body=raw)


def make_report(**changes: object) -> DeliveryReport:
    fields: dict[str, object] = {
        "gateway_id": ID,
        "reference": "",
        "receiver": "",
        "status": "DELIVERED",
        "error_code": "",
        "network": "",
        "occurred_at": None,
        "error_text": "",
    }
    return DeliveryReport(**fields | changes)


def make_inbound(**changes: object) -> Inbound:
    fields: dict[str, object] = {
        "gateway_id": "",
        "sender": "+447700900101",
        "recipient": "",
        "text": "STOP",
        "occurred_at": None,
        "network": "",
    }
    return Inbound(**fields | changes)


FULL_REPORT = make_report(
    reference="ref-1", receiver="+447700900101", error_code="0", network="23410", occurred_at=NOON
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


def test_a_text_keeps_its_lines_and_loses_what_cannot_be_stored() -> None:
    body = b'{"from":"447700900101","text":"ST\\u0000OP\\ud800\\u0007\r\n\\tnow \\ud83d\\ude00"}'

    [event] = parse_callback(query="", content_type=JSON, body=body)

    assert isinstance(event, Inbound)
    assert event.text == "STOP\r\n\tnow 😀"


def test_every_string_has_an_end() -> None:
    long = "x" * 60_000

    [report] = parse({"msgid": ID, "status": long, "errorcode": "9" * 99, "error": long[:999], "mccmnc": "1" * 99})
    [inbound] = parse({"from": "y" * 99, "to": "z" * 99, "text": long})

    assert isinstance(report, DeliveryReport)
    assert (len(report.status), len(report.error_code), len(report.error_text), len(report.network)) == (
        32,
        32,
        255,
        16,
    )
    assert isinstance(inbound, Inbound)
    assert (len(inbound.sender), len(inbound.recipient), len(inbound.text)) == (32, 32, 39_015)


def test_a_percent_encoded_text_in_latin_1_is_read() -> None:
    [event] = parse(query="from=447700900101&text=ARR%CAT", content_type="")

    assert isinstance(event, Inbound)
    assert event.text == "ARRÊT"


@pytest.mark.parametrize("charset", ["ISO-8859-1", "latin1", '"windows-1252"'])
@pytest.mark.parametrize("body", ['{"from":"447700900101","text":"ARRÊT"}', "from=447700900101&text=ARRÊT"])
def test_a_body_that_names_latin_1_is_read_as_such(charset: str, body: str) -> None:
    content_type = f"text/plain; charset={charset}"

    [event] = parse_callback(query="", content_type=content_type, body=body.encode("latin-1"))

    assert isinstance(event, Inbound)
    assert event.text == "ARRÊT"
    assert parse_callback(query="", content_type=content_type, body=body.encode()) == [event]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("447700900101", "+447700900101"),
        ("+447700900101", "+447700900101"),
        (" 447700900101", "+447700900101"),
        ("0044 (7700) 900-101", "+447700900101"),
        ("07700900101", ""),
        ("12345", ""),
        ("1234567890123456", ""),
        ("MITTO-SMS", ""),
        ("４４7700900101", ""),
    ],
)
def test_a_receiver_is_normalised_or_left_out(written: str, number: str) -> None:
    assert parse({"msgid": ID, "status": "DELIVERED", "receiver": written}) == [make_report(receiver=number)]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("1795435200", NOON),
        (1795435200, NOON),
        (1795435200.5, NOON.replace(microsecond=500_000)),
        ("1795435200000", NOON),
        ("2026-11-23T12:00:00Z", NOON),
        ("2026-11-23T13:00:00+01:00", NOON),
        ("2026-11-23 12:00:00", NOON),
        ("2026-11-23T12:00:00.1234567Z", NOON.replace(microsecond=123_456)),
        ("0", None),
        ("20261123", None),
        ("9" * 17, None),
        ("9" * 400, None),
        ("0001-01-01T00:00:00+23:00", None),
        ("nan", None),
        ("yesterday", None),
        (True, None),
    ],
)
def test_a_time_is_unix_or_iso_or_none(written: object, moment: datetime | None) -> None:
    assert parse({"msgid": ID, "status": "DELIVERED", "sendtimestamp": written}) == [make_report(occurred_at=moment)]


def test_the_time_of_delivery_counts_before_the_time_of_sending() -> None:
    event = {"msgid": ID, "status": "DELIVERED", "sendtimestamp": 1795430000, "doneAt": "2026-11-23T12:00:00Z"}

    assert parse(event) == [make_report(occurred_at=NOON)]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("BUFFERED", "SENT", "Sent", "ACCEPTD", "ENROUTE", "UNKNOWN"), ReportedStatus.SENT),
        (("DELIVERED", "Delivered", "DELIVRD"), ReportedStatus.DELIVERED),
        (("UNDELIVERED", "undeliv", "FAILED", "DELETED"), ReportedStatus.UNDELIVERED),
        (("EXPIRED",), ReportedStatus.EXPIRED),
        (("REJECTED", "REJECTD"), ReportedStatus.REJECTED),
        (("", "DELIV", "NOT DELIVERED", "DELIVERED!", "QUEUED", "ß"), None),
    ],
)
def test_a_status_word_is_matched_whole(words: tuple[str, ...], status: ReportedStatus | None) -> None:
    assert {bucket(word) for word in words} == {status}


@pytest.mark.parametrize("gateway_id", [ID, ID.upper(), ID.replace("-", "")])
def test_ids_agree_whatever_their_dashes_and_case(gateway_id: str) -> None:
    assert id_key(gateway_id) == "0f8fad5bd9cb469fa16570867728950e"


def test_no_event_prints_a_number_or_a_text() -> None:
    [report] = parse(MENDIX_REPORT | {"error": "447700900101 is absent"})
    [inbound] = parse({"from": "447700900101", "to": "447700900999", "text": "Hello Anna"})

    assert not any(secret in repr([report, inbound]) for secret in ("447700", "Anna"))


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
