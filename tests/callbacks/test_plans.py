"""What finds an SMS among very many: an index on what the callback says, whatever PostgreSQL thinks of its chances."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callbacks import receiver, shortcut
from callbacks.spool import Request
from sms import many_rows
from sms.conversations import messages_with
from sms.models import Sms
from tests.factories import make_setup

pytestmark = pytest.mark.django_db

IS_POSTGRES = connection.vendor == "postgresql"
EXPLAIN = "EXPLAIN" if IS_POSTGRES else "EXPLAIN QUERY PLAN"
# A step that reads the SMS row by row.
WALK = r"Seq Scan on sms_sms|Backward using sms_sms_pkey" if IS_POSTGRES else r"^SCAN sms_sms( USING .*PRIMARY KEY.*)?$"

SIZE = 40_000
# Each of so few numbers has many SMS: to walk the newest of all backwards looks like a good idea then.
NUMBERS = 400
STRANGER = "+447700900999"


def number(which: int) -> str:
    return f"+4477000{which % NUMBERS:05}"


@pytest.fixture
def token() -> str:
    now = timezone.now()
    like = Sms(
        **{"originator": "MITTO", "text": "Hello", "encoding": "gsm7", "segments": 1, "status": "sent"},
        **{"created_at": now, "sent_at": now},
    )
    rows = ((number(n), f"r{n}", f"id{n}", f"id{n}") for n in range(SIZE))
    many_rows.insert(rows, like=like, columns=("recipient", "reference", "gateway_id", "gateway_key"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sms_sms")
    return make_setup().callback_token


def walks(statement: str) -> list[str]:
    """The steps of its plan that read SMS row by row."""
    with connection.cursor() as cursor:
        cursor.execute(f"{EXPLAIN} {statement}")
        steps = [str(row[-1]) for row in cursor.fetchall()]
    return [step for step in steps if re.search(WALK, step)]


def post(token: str, said: str) -> list[str]:
    """The steps that one callback takes through the SMS row by row."""
    request = Request(token=token, method="POST", query="", content_type="application/json", body=said.encode())
    with CaptureQueriesContext(connection) as captured:
        assert receiver.receive(request) == 200
    asked = [query["sql"] for query in captured.captured_queries if re.match("SELECT|UPDATE", query["sql"])]
    assert any("sms_sms" in statement for statement in asked)
    return [step for statement in asked for step in walks(statement)]


@pytest.mark.parametrize(
    "said",
    [
        '{"msgid": "id7", "status": "DELIVERED"}',
        '{"msgid": "id7", "status": "DELIVERED", "receiver": "447700000007"}',
        '{"msgid": "other", "status": "DELIVERED", "reference": "r7", "receiver": "447700000007"}',
        '{"msgid": "unknown", "status": "DELIVERED", "receiver": "447700000007"}',
        '{"from": "447700000007", "to": "447900000000", "text": "See you"}',
        '{"from": "447700900999", "to": "447900000000", "text": "STOP"}',
        '{"from": "447700000007", "to": "447900000000", "text": "please stop sending me texts"}',
    ],
)
def test_no_callback_reads_the_sms_row_by_row(said: str, token: str) -> None:
    assert post(token, said) == []


@pytest.mark.skipif(not IS_POSTGRES, reason="The short way is PostgreSQL's (make test-scaled); above is the long one")
def test_the_short_way_of_a_report_looks_up_its_id(token: str) -> None:
    values = dict.fromkeys(re.findall(r"%\((\w+)\)s", shortcut.STATEMENT), "")
    values |= {"key": "id7", "receiver": number(7), "sources": "{sent}", "body": b"", "occurred_at": None}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {shortcut.STATEMENT}", values)
        plan = "\n".join(str(row[0]) for row in cursor.fetchall())
    assert "using sms_by_gateway_key" in plan
    assert not re.search(WALK, plan)


@pytest.mark.parametrize("whose", [number(7), STRANGER])
def test_a_thread_is_found_by_its_number(whose: str, token: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        messages_with(whose)
    assert [step for query in captured.captured_queries for step in walks(query["sql"])] == []


def test_the_reports_of_an_sms_are_found_by_the_index_that_keeps_each_once(token: str) -> None:
    sms = Sms.objects.latest("pk")
    with connection.cursor() as cursor:
        # There are none yet, so a scan is cheapest; what matters is whether an index could serve.
        if IS_POSTGRES:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = sms.delivery_updates.all().explain()
    assert ("report_is_kept_once" if IS_POSTGRES else "autoindex_sms_deliveryupdate_1") in plan  # SQLite's own name
