"""What the engine asks all day finds its rows by an index, and moves them along without a touch to any."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from gateway.answers import Answer, Verdict
from sms import many_rows, outbox, outcomes
from sms.models import Sms
from sms.outcomes import Landed
from sms.status import Status
from tests.factories import make_sms

SIZE = 5000
IS_POSTGRES = connection.vendor == "postgresql"
EXPLAIN = "EXPLAIN" if IS_POSTGRES else "EXPLAIN QUERY PLAN"
BY_KEY = "using sms_sms_pkey" if IS_POSTGRES else "USING INTEGER PRIMARY KEY"
# Reads the table row by row.
WALK = "Seq Scan on sms_sms" if IS_POSTGRES else "SCAN sms_sms\n"
# What changes while an SMS goes from queued to posting, or when its report comes.
MOVING = {"status", "claim_id", "attempt_id", "lease_until", "tries", "sent_at", "delivered_at", "delivery_status"}


def names_in(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from names_in(child)
        else:
            yield str(child).strip("('").partition("__")[0].partition("'")[0]


def test_no_index_names_what_changes_from_queued_to_posting() -> None:
    for index in (*Sms._meta.indexes, *Sms._meta.constraints):
        if hasattr(index, "fields"):
            fields = {name.lstrip("-") for name in index.fields}
            assert not MOVING & fields, index.name
            assert not MOVING & set(names_in(index.condition or Q())), index.name
    assert not {field.name for field in Sms._meta.local_fields if getattr(field, "db_index", False)} & MOVING


@pytest.fixture
def queued(db: None) -> None:
    now = timezone.now()
    like = Sms(originator="MITTO", text="Hello", encoding="gsm7", segments=1, created_at=now, due_at=now)
    rows = ((f"+4477000{n:05}", f"r{n}") for n in range(SIZE))
    many_rows.insert(rows, like=like, columns=("recipient", "reference"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sms_sms")  # after it, nothing was ever sent


def plans_of(action: Callable[[], object]) -> list[str]:
    """How the database finds the SMS for each statement that the action runs on them."""
    plans = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "sms_sms" in sql and not sql.startswith("EXPLAIN"):
            with connection.cursor() as cursor:
                cursor.execute(f"{EXPLAIN} {sql}", params[0] if many else params)
                plans.append("".join(f"{row[-1]}\n" for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        action()
    return plans


def test_what_is_due_is_found_however_much_was_due_when_the_statistics_were_taken(queued: None) -> None:
    asked, locked, claimed = plans_of(lambda: outbox.claim(singles=10, broadcasts=0))
    assert "sms_due_by_lane" in asked and "sms_due_by_lane" in locked and BY_KEY in claimed


@pytest.mark.parametrize("size", [1, 10, 96, 500])
def test_a_batch_is_armed_and_recorded_by_its_keys(size: int, queued: None) -> None:
    parcels, attempt_id = outbox.claim(singles=size, broadcasts=0), uuid.uuid4()
    answers = [Answer(Verdict.ACCEPTED, gateway_id=uuid.uuid4().hex, parts=1) for _ in parcels]
    landed = [Landed(*each) for each in zip(parcels, [attempt_id] * size, answers, strict=True)]

    plans = plans_of(lambda: outbox.arm(parcels, attempt_id)) + plans_of(lambda: outcomes.record(landed))

    assert len(plans) == 2
    for plan in plans:
        assert BY_KEY in plan and WALK not in plan


def updates() -> Counter[str]:
    """How often rows of SMS were updated, and how often without a touch to an index.

    What this connection has not reported to the server yet counts too, an earlier test's among it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'sms_sms'")
        return Counter(dict(zip(("all", "without_index"), cursor.fetchone(), strict=True)))


@pytest.mark.skipif(not IS_POSTGRES, reason="Only PostgreSQL keeps old versions of a row (make test-scaled)")
def test_from_queued_to_posting_no_index_is_touched_even_while_no_old_version_can_be_cleaned_away(queued: None) -> None:
    before = updates()

    outbox.arm(outbox.claim(singles=500, broadcasts=0), uuid.uuid4())

    assert updates() - before == Counter(all=1000, without_index=1000)


def test_the_unknown_desk_has_its_index(queued: None) -> None:
    (plan,) = plans_of(lambda: list(Sms.objects.of_status("unknown")[:50]))
    assert "sms_unknown" in plan


def test_an_sms_is_found_by_its_status_whichever_it_is(db: None) -> None:
    for status in Status:
        sms = make_sms(status=status)
        assert list(Sms.objects.of_status(status)) == [sms]
