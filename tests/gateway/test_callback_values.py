"""The values of a callback: texts, numbers, times, status words and ids, however they are written."""

from datetime import datetime

import pytest

from gateway.callbacks import (
    DeliveryReport,
    Inbound,
    ReportedStatus,
    bucket,
    id_key,
    parse_callback,
)
from tests.gateway.callback_samples import ID, JSON, NOON, make_report, parse


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
