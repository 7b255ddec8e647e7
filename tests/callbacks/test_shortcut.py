"""The short way of an ordinary report: it ends exactly as the long way, and takes what it cannot do to that."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from callbacks import guard, receiver, shortcut
from callbacks.models import RawEvent
from callbacks.spool import Request
from callbacks.wsgi import answer_callbacks_first
from configuration.models import Configuration
from sms.models import Sms
from tests.factories import make_setup, make_sms
from tests.threads import at_once

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="The short way is one statement of PostgreSQL's (make test-scaled); SQLite's is in test_receiving.py",
    ),
]

NUMBER = "+447700900123"
NAMES = ("id", "reference", "sms_id", "attempt_id")


@pytest.fixture(autouse=True)
def setup_is_known() -> None:
    make_setup()
    receiver.receive(Request(token=token(), method="GET", query="", content_type="", body=b""))
    RawEvent.objects.all().delete()


def token() -> str:
    return Configuration.current().callback_token


def report(said: str) -> Request:
    return Request(token=token(), method="POST", query="", content_type="application/json", body=said.encode())


def sent(**changes: Any) -> Sms:
    return make_sms(**{"status": "sent", "gateway_id": "M-1", "gateway_key": "m1", "recipient": NUMBER} | changes)


def left_behind(sms: Sms) -> list[dict[str, Any]]:
    """Everything in the database that a report may have written, but for names and moments."""
    rows = [
        *Sms.objects.filter(pk=sms.pk).values(),
        *sms.delivery_updates.values(),
        *RawEvent.objects.order_by("pk").values(),
    ]
    return [{name: _said(value) for name, value in row.items() if name not in NAMES} for row in rows]


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return "a moment"
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.parametrize("status", ["queued", "claimed", "posting", "unknown", "sent"])
@pytest.mark.parametrize("word", ["BUFFERED", "DELIVERED", "UNDELIVERED", "EXPIRED", "REJECTED"])
@pytest.mark.parametrize(
    "more", ["", ', "receiver": "447700900123", "errorcode": "438", "error": "Absent", "mcc": 234']
)
def test_both_ways_end_the_same(status: str, word: str, more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = report(f'{{"msgid": "m-1", "status": "{word}"{more}}}')
    moves = (status, word) != ("sent", "BUFFERED")
    sms = sent(status=status)
    assert shortcut.take(said) is moves
    short = left_behind(sms)
    RawEvent.objects.all().delete()
    Sms.objects.all().delete()
    sms = sent(status=status)
    monkeypatch.setattr(shortcut, "take", lambda request: False)

    assert receiver.receive(said) == 200

    assert (short == left_behind(sms)) is moves


def test_it_knows_when_the_sms_was_delivered() -> None:
    first, second = sent(), sent(gateway_id="M-2", gateway_key="m2")

    assert shortcut.take(report('{"msgid": "m-1", "status": "DELIVERED", "sendtimestamp": 1795435200}'))
    assert shortcut.take(report('{"msgid": "m-2", "status": "DELIVERED"}'))

    assert Sms.objects.get(pk=first.pk).delivered_at == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert Sms.objects.get(pk=second.pk).delivered_at is not None


@pytest.mark.parametrize(
    "said",
    [
        '{"msgid": "m-9", "status": "DELIVERED"}',
        '{"msgid": "m-1", "status": "DELIVERED", "reference": "not-ours"}',
        '{"msgid": "m-1", "status": "DELIVERED", "receiver": "447700900999"}',
        '{"msgid": "m-1", "status": "PARTIAL"}',
        '{"status": "DELIVERED", "reference": "ours"}',
        '[{"msgid": "m-1", "status": "SENT"}, {"msgid": "m-1", "status": "DELIVERED"}]',
        '{"from": "447700900123", "text": "STOP"}',
        "{",
    ],
)
def test_whatever_is_not_ordinary_takes_the_long_way(said: str) -> None:
    sent(reference="ours")

    assert not shortcut.take(report(said))
    assert not RawEvent.objects.exists()


@pytest.mark.parametrize(
    "status", ["delivered", "undelivered", "expired", "rejected", "failed", "skipped", "cancelled"]
)
def test_what_may_contradict_takes_the_long_way(status: str) -> None:
    sent(status=status)

    assert not shortcut.take(report('{"msgid": "m-1", "status": "DELIVERED"}'))


def test_of_two_sms_with_one_id_the_newest_is_meant_however_it_stands() -> None:
    older, newer = sent(), sent()
    said = report('{"msgid": "m-1", "status": "DELIVERED"}')

    assert [shortcut.take(said) for _ in range(2)] == [True, False]

    assert [Sms.objects.get(pk=sms.pk).status for sms in (older, newer)] == ["sent", "delivered"]


@pytest.mark.parametrize("change", ["replaced", "locked", "changed elsewhere"])
def test_nobody_comes_in_by_what_setup_was(change: str) -> None:
    sms, said = sent(), report('{"msgid": "m-1", "status": "DELIVERED"}')
    match change:
        case "replaced":
            Configuration.current().replace_callback_token(revoke_now=True)
        case "locked":
            make_setup(callback_secret="open sesame")
        case _:
            Configuration.objects.update(callback_networks="203.0.113.7")

    assert guard.admitted_by(said)  # by what this process has read
    assert receiver.receive(said) == 404

    assert Sms.objects.get(pk=sms.pk).status == "sent"
    assert not RawEvent.objects.exists()


def test_the_endpoint_takes_it() -> None:
    sms = sent()

    answer = Client().post(f"/callbacks/mitto/{token()}/", {"msgid": "m-1", "status": "DELIVERED"}, "application/json")

    assert (answer.status_code, answer.content, Sms.objects.get(pk=sms.pk).status) == (200, b"OK", "delivered")
    assert RawEvent.objects.get().outcome == "processed"


def serve(said: bytes, **changes: Any) -> tuple[list[str], bytes]:
    """Whose answer a request gets in front of Django, and what Django is left to read of it."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/callbacks/mitto/{token()}/",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(said)),
        "wsgi.input": BytesIO(said),
    } | changes
    statuses: list[str] = []

    def django(environ: Any, start_response: Any) -> list[bytes]:
        start_response("Django's", [])
        return []

    list(answer_callbacks_first(django)(environ, lambda status, headers: statuses.append(status)))
    return statuses, environ["wsgi.input"].read()


def test_an_ordinary_report_is_answered_before_django() -> None:
    sms = sent()

    statuses, _ = serve(b'{"msgid": "m-1", "status": "DELIVERED"}')

    assert statuses == ["200 OK"]
    assert Sms.objects.get(pk=sms.pk).status == "delivered"


@pytest.mark.parametrize(
    "changes",
    [
        {"REQUEST_METHOD": "GET"},
        {"PATH_INFO": "/callbacks/mitto/guessed/"},
        {"PATH_INFO": "/leads/"},
        {"QUERY_STRING": "status=SENT"},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "9" * 5000},
        {"CONTENT_LENGTH": "70000"},
    ],
)
def test_everything_else_goes_on_to_django_as_it_came(changes: dict[str, str]) -> None:
    sms, said = sent(), b'{"msgid": "m-1", "status": "DELIVERED"}'

    assert serve(said, **changes) == (["Django's"], said)
    assert Sms.objects.get(pk=sms.pk).status == "sent"


def test_of_one_report_many_times_at_once_one_takes_the_short_way(many_connections: None) -> None:
    sms, said = sent(), report('{"msgid": "m-1", "status": "DELIVERED"}')
    guard.admit(said)
    at_once(4, lambda: receiver.receive(said))

    assert Sms.objects.get(pk=sms.pk).status == "delivered"
    assert sms.delivery_updates.count() == 1
    assert RawEvent.objects.count() == 4
