"""What a callback costs: few statements, each of which finds its rows by an index."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from configuration.models import Configuration
from tests.factories import make_inbound_sms, make_lead, make_sms

pytestmark = pytest.mark.django_db

MOBILE = "+447700900123"


def send(**fields: Any) -> CaptureQueriesContext:
    """Post one event and return the statements it took."""
    url = f"/callbacks/mitto/{Configuration.current().callback_token}/"
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert Client().post(url, fields, content_type="application/json").status_code == 200
    return captured


def statements(captured: CaptureQueriesContext) -> list[str]:
    """All but the savepoint that stands for BEGIN and COMMIT within a test's own transaction."""
    # Django cannot tell what a prepared statement said.
    said = [query["sql"] or "(prepared)" for query in captured.captured_queries]
    return [sql for sql in said if "SAVEPOINT" not in sql]


@pytest.fixture
def known() -> str:
    make_sms(status="sent", reference="ours", gateway_id="m-1", gateway_key="m1", recipient=MOBILE)
    return "ours"


def test_a_report_takes_five_statements(known: str) -> None:
    captured = send(msgid="m-1", status="DELIVERED", reference=known, receiver=MOBILE)
    assert len(statements(captured)) == 5, "\n".join(statements(captured))
    assert sum("SAVEPOINT" in query["sql"] for query in captured.captured_queries) == 2


def test_a_report_that_changes_nothing_takes_four(known: str) -> None:
    send(msgid="m-1", status="DELIVERED", reference=known)
    said = statements(send(msgid="m-1", status="DELIVERED", reference=known))
    # On PostgreSQL the short way has looked first, in one, and found nothing to change.
    assert said.count("(prepared)") == (connection.vendor == "postgresql")
    assert len([sql for sql in said if sql != "(prepared)"]) == 4, "\n".join(said)


def test_a_reply_takes_a_fixed_number_of_statements() -> None:
    make_lead(mobile_phone=MOBILE)
    few = len(statements(send(**{"from": MOBILE, "to": "447900000000", "text": "Hello"})))
    for _ in range(20):
        make_lead()
        make_sms(recipient=MOBILE)
        make_inbound_sms(originator=MOBILE)
    assert len(statements(send(**{"from": MOBILE, "to": "447900000000", "text": "Hello again"}))) <= few <= 9


@pytest.fixture
def table_scans(django_db_blocker: Any) -> Iterator[Callable[[CaptureQueriesContext], list[str]]]:
    """Finds the statements that read the SMS or the people row by row, by the plan the database makes for them."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgres:
            # With three rows in the table a scan is cheapest; what matters is whether an index could serve.
            cursor.execute("SET LOCAL enable_seqscan = off")
    yield lambda captured: [sql for sql in statements(captured) if scans(sql)]


def scans(sql: str) -> bool:
    if not re.match(r"SELECT|UPDATE", sql) or not re.search(r'"(sms_sms|crm_lead|crm_contact)"', sql):
        return False
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    return bool(re.search(r"Seq Scan on (sms|crm)_|SCAN (sms_sms|crm_)", plan))


@pytest.mark.parametrize(
    "fields",
    [
        {"msgid": "m-1", "status": "DELIVERED", "reference": "ours"},
        {"msgid": "M-1", "status": "DELIVERED"},
        {"msgid": "m-1", "status": "DELIVERED", "receiver": MOBILE},
        {"msgid": "unknown", "status": "DELIVERED", "reference": "unknown"},
        {"from": MOBILE, "to": "447900000000", "text": "Hello"},
        {"from": "+447700900999", "to": "447900000000", "text": "STOP"},
        {"msgid": "mo-1", "from": MOBILE, "to": "447900000000", "text": "please stop sending me texts"},
    ],
)
def test_every_statement_finds_its_rows_by_an_index(
    known: str, fields: dict[str, str], table_scans: Callable[[CaptureQueriesContext], list[str]]
) -> None:
    make_lead(mobile_phone=MOBILE)
    assert not table_scans(send(**fields))
