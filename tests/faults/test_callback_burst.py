"""A burst of reports and STOPs while workers are killed and the database goes away: every one counts."""

import json
import os
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from django.db import connection
from django.db.models.functions import Now

from configuration.models import Configuration
from optout.models import Suppression
from sms.models import DeliveryUpdate, Sms
from sms.status import Status
from tests.factories import new_number
from tests.faults.installation import Installation
from tests.faults.processes import Process, wait_until
from tests.faults.test_database import restart
from tests.services import Postgres

# A machine that tests every change has not the minutes for the whole of it.
SIZE = 6_000 if os.environ.get("CI") else 100_000
STOPS = SIZE // 20
AT_ONCE = 8

Event = dict[str, str]


def make_sent(size: int) -> list[Event]:
    """SMS that Mitto took; the report of each."""
    rows = [
        Sms(originator="MITTO", recipient=new_number(), text="Hello", encoding="gsm7", segments=1, status=Status.SENT)
        for _ in range(size)
    ]
    for row in rows:
        row.gateway_id = row.gateway_key = f"id{row.reference}"
        row.sent_at = Now()  # type: ignore[assignment]
    Sms.objects.bulk_create(rows, batch_size=1000)
    return [{"msgid": row.gateway_id, "reference": row.reference, "status": "DELIVERED"} for row in rows]


class Mitto:
    """Posts events from several connections and counts the answers."""

    def __init__(self, public_url: str, events: Sequence[Event]) -> None:
        self.address = f"{public_url}/callbacks/mitto/{Configuration.current().callback_token}/"
        self.shares = [events[start::AT_ONCE] for start in range(AT_ONCE)]
        self.answers: Counter[int] = Counter()
        self.lock = threading.Lock()

    def post_all(self) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._post, self.shares))

    def _post(self, share: Sequence[Event]) -> None:
        with requests.Session() as session:
            for event in share:
                status = session.post(self.address, data=json.dumps(event), timeout=60).status_code
                with self.lock:
                    self.answers[status] += 1

    def wait_for(self, answers: int) -> None:
        wait_until(lambda: self.answers.total() >= answers, what=f"{answers} events were answered")


def replace(worker: Process) -> None:
    worker.kill()
    worker.restart()


@pytest.mark.parametrize("is_killed", [False, True], ids=["the web lives on", "the web is killed meanwhile"])
def test_a_stop_that_came_while_the_database_was_away_counts_though_no_worker_sees_the_disk(
    installation: Installation, postgres: Postgres, is_killed: bool
) -> None:
    web, numbers = installation.start_web(), [new_number() for _ in range(2)]
    before, meanwhile = (
        Mitto(installation.environment["PUBLIC_URL"], [{"from": number, "to": "447900000000", "text": "STOP"}])
        for number in numbers
    )
    before.post_all()
    postgres.stop("immediate")
    meanwhile.post_all()
    if is_killed:
        web.kill()
    postgres.start()
    connection.close()
    web.restart()
    assert before.answers == meanwhile.answers == {200: 1}
    opted_out = Suppression.objects.values_list("number", flat=True)
    wait_until(lambda: set(opted_out.all()) == set(numbers), what="both STOPs count")


def test_a_burst_loses_nothing_while_workers_die_and_the_database_restarts(
    installation: Installation, postgres: Postgres
) -> None:
    reports = make_sent(SIZE)
    numbers = [new_number() for _ in range(STOPS)]
    stops = [{"from": number, "to": "447900000000", "text": "STOP"} for number in numbers]
    every = SIZE // STOPS
    events = [event for n, stop in enumerate(stops) for event in (*reports[n * every : (n + 1) * every], stop)]
    installation.start_web()
    worker, mitto = installation.start_worker(), Mitto(installation.environment["PUBLIC_URL"], events)
    burst = threading.Thread(target=mitto.post_all)
    burst.start()
    mitto.wait_for(SIZE // 4)
    replace(worker)
    mitto.wait_for(SIZE // 2)
    restart(postgres, after=2)
    mitto.wait_for(SIZE * 3 // 4)
    replace(worker)
    burst.join()
    assert mitto.answers == {200: SIZE + STOPS}
    spool = Path(installation.environment["MITTO_SPOOL"])
    wait_until(lambda: not list(spool.glob("*.json")), what="the spool is empty")
    left = Sms.objects.outbound().exclude(status=Status.DELIVERED)
    wait_until(lambda: not left.exists(), what="every report is applied")
    assert DeliveryUpdate.objects.count() == SIZE
    assert set(Suppression.objects.values_list("number", flat=True)) == set(numbers)
