"""Callbacks as Mitto sends them, and what they mean."""

import json
from datetime import UTC, datetime

from gateway.callbacks import (
    DeliveryReport,
    Event,
    Inbound,
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
