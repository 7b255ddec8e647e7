"""The tally: triggers that keep count of each broadcast's SMS, so that its progress costs the same at any size.

Counting a hundred thousand rows for every look at a page is slow, and counters kept by each of the many writers would
drift. The database counts instead: every statement that stores or moves SMS adds a row with the difference. Nobody
waits for a shared counter, because rows are only added; the sweep folds them together.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from sms.models import Broadcast, Tally

EVENTS = ("insert", "update", "delete")

# What a statement took from, and what it added to, each status of each broadcast.
NEW = "SELECT broadcast_id, status, 1 AS messages, sent_messages AS parts FROM new_rows"
OLD = "SELECT broadcast_id, status, -1 AS messages, -sent_messages AS parts FROM old_rows"
SIDES = {"insert": NEW, "update": f"{NEW} UNION ALL {OLD}", "delete": OLD}
TABLES = {
    "insert": "NEW TABLE AS new_rows",
    "update": "NEW TABLE AS new_rows OLD TABLE AS old_rows",
    "delete": "OLD TABLE AS old_rows",
}
POSTGRES = """
CREATE OR REPLACE FUNCTION sms_tally_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sms_tally (broadcast_id, status, messages, parts)
    SELECT broadcast_id, status, sum(messages), sum(parts) FROM ({sides}) AS moves
    WHERE broadcast_id IS NOT NULL GROUP BY broadcast_id, status HAVING sum(messages) <> 0 OR sum(parts) <> 0;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER sms_tally_{event} AFTER {event} ON sms_sms
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION sms_tally_{event}();
"""

# SQLite fires per row and has one writer at a time: it changes the one row there is.
SQLITE = """
CREATE TRIGGER IF NOT EXISTS sms_tally_{event} AFTER {event} ON sms_sms WHEN {condition} BEGIN {steps} END
"""
ADD = """
INSERT INTO sms_tally (broadcast_id, status, messages, parts) SELECT NEW.broadcast_id, NEW.status, 0, 0
WHERE NOT EXISTS (SELECT 1 FROM sms_tally WHERE broadcast_id = NEW.broadcast_id AND status = NEW.status);
UPDATE sms_tally SET messages = messages + 1, parts = parts + NEW.sent_messages
WHERE broadcast_id = NEW.broadcast_id AND status = NEW.status;
"""
TAKE = """
UPDATE sms_tally SET messages = messages - 1, parts = parts - OLD.sent_messages
WHERE broadcast_id = OLD.broadcast_id AND status = OLD.status;
"""
STEPS = {"insert": ADD, "update": TAKE + ADD, "delete": TAKE}
CONDITIONS = {
    "insert": "NEW.broadcast_id IS NOT NULL",
    "update": "NEW.broadcast_id IS NOT NULL AND (NEW.status, NEW.sent_messages) <> (OLD.status, OLD.sent_messages)",
    "delete": "OLD.broadcast_id IS NOT NULL",
}

RECOUNT = """
INSERT INTO sms_tally (broadcast_id, status, messages, parts)
SELECT broadcast_id, status, count(*), sum(sent_messages) FROM sms_sms
WHERE broadcast_id IS NOT NULL GROUP BY broadcast_id, status
"""
FOLD = """
WITH scattered AS (SELECT broadcast_id, status FROM sms_tally GROUP BY 1, 2 HAVING count(*) > 1),
    gone AS (
        DELETE FROM sms_tally AS t USING scattered AS s
        WHERE t.broadcast_id = s.broadcast_id AND t.status = s.status RETURNING t.*
    )
INSERT INTO sms_tally (broadcast_id, status, messages, parts)
SELECT broadcast_id, status, sum(messages), sum(parts) FROM gone GROUP BY 1, 2
"""


def counts_of(broadcast: Broadcast) -> dict[str, tuple[int, int]]:
    """{status: (SMS, parts Mitto accepted)} of a broadcast."""
    sums = broadcast.tallies.order_by().values_list("status").annotate(Sum("messages"), Sum("parts"))
    return {status: (messages, parts) for status, messages, parts in sums if messages}


def fold() -> None:
    """Add up what the triggers scattered."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(FOLD)


def remove(**kwargs: Any) -> None:
    """Before migrations: SQLite rebuilds tables, and a trigger that names a table in the making stops it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS sms_tally_{event}")


@transaction.atomic
def install(**kwargs: Any) -> None:
    """After migrations: put the triggers on, and count what is there."""
    with connection.cursor() as cursor:
        if Tally._meta.db_table not in connection.introspection.table_names(cursor):
            return  # migrated to a time before it
        for event in EVENTS:
            cursor.execute(_trigger(event))
        cursor.execute("DELETE FROM sms_tally")
        cursor.execute(RECOUNT)


def _trigger(event: str) -> str:
    if connection.vendor == "postgresql":
        return POSTGRES.format(event=event, sides=SIDES[event], tables=TABLES[event])
    return SQLITE.format(event=event, condition=CONDITIONS[event], steps=STEPS[event])
