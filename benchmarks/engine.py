"""Our engine: messages a second from letting a broadcast go until every answer is recorded.

``python -m benchmarks.engine SIZE PROCESSES [bulk] [watched]`` prints JSON; `watched` asks the stub how long it idled.
"""

import json
import os
import sys
import time
from typing import Any
from urllib.request import urlopen

from django.db import connection

from benchmarks.messages import paused_broadcast
from benchmarks.workers import memory, wait_until, worker
from sms import broadcasts
from sms.models import Sms

# The comment tells our own question from the engine's statements.
UNFINISHED = "SELECT sum(messages) FROM sms_tally /* benchmark */ WHERE status IN ('queued', 'claimed', 'posting')"
STATEMENTS = """
    SELECT COALESCE(sum(calls), 0) FROM pg_stat_statements JOIN pg_database ON dbid = pg_database.oid
    WHERE datname = current_database() AND query NOT LIKE '%benchmark%' AND toplevel
"""


def main(size: int, processes: int, *, is_bulk: bool, is_watched: bool) -> None:
    broadcast = paused_broadcast(size, is_bulk=is_bulk)
    if is_watched:
        gateway("reset")
    with worker("mitto_crm", processes) as process:
        forget_statements()
        began = time.monotonic()
        broadcasts.resume(broadcast, by="the benchmark")
        wait_until(lambda: not ask(UNFINISHED))
        lasted = time.monotonic() - began
        result = {"messages_per_second": size / lasted, "memory_mb": memory(process.pid)}
    if is_watched:
        result["idle_share"] = gateway("stats")["idle_share"]
    assert Sms.objects.filter(status="sent").exclude(gateway_id="").count() == size
    if connection.vendor == "postgresql":
        result["statements_per_message"] = float(ask(STATEMENTS)) / size
    print(json.dumps(result))


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
        return row and row[0]


def gateway(path: str) -> dict[str, Any]:
    with urlopen(f"{os.environ['MITTO_BASE_URL']}/{path}") as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def forget_statements() -> None:
    if connection.vendor == "postgresql":
        ask("SELECT pg_stat_statements_reset()")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), is_bulk="bulk" in sys.argv, is_watched="watched" in sys.argv)
