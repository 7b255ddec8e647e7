"""Workers that are killed without a chance to say goodbye, at any moment of a message's way."""

import os
import random
import signal
from contextlib import suppress

from sms.models import Sms
from sms.status import Status
from tests.faults.installation import Installation, queue_broadcast, unfinished
from tests.faults.mitto_reports import report_all_delivered
from tests.faults.processes import Process, wait_until
from tests.faults.promise import assert_promise_kept


def test_nothing_is_lost_or_doubled_by_killing_workers(installation: Installation, kills: int) -> None:
    installation.gateway.latency = 0.02
    queue_broadcast(5000)
    kill_along_the_way(installation, kills, messages=5000)
    assert_promise_kept(installation, crashes=kills)
    assert_reports_settle_everything(installation)


def test_nothing_is_lost_or_doubled_by_killing_workers_of_the_embedded_default(embedded: Installation) -> None:
    embedded.gateway.latency = 0.02
    queue_broadcast(2000)
    kill_along_the_way(embedded, 4, messages=2000)
    assert_promise_kept(embedded, crashes=4)
    assert_reports_settle_everything(embedded)


def kill_along_the_way(installation: Installation, kills: int, *, messages: int) -> None:
    """Two workers; whenever another share of the messages was posted, one of their processes dies."""
    workers = [installation.start_worker() for _ in range(2)]

    def has_posted(goal: int) -> bool:
        restart(workers)
        return len(installation.gateway.posts) >= goal

    for number in range(1, kills + 1):
        goal = messages * number // (kills + 1)
        wait_until(lambda goal=goal: has_posted(goal), what=f"{goal} messages were posted")
        kill_one_process(workers)
    restart(workers)
    wait_until(lambda: not unfinished(), what="every SMS has left the queue")


def restart(workers: list[Process]) -> None:
    for worker in workers:
        worker.restart()


def kill_one_process(workers: list[Process]) -> None:
    """A worker's main process, which takes its child along, or a child alone."""
    process = random.choice([pid for worker in workers for pid in worker.family()])
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def assert_reports_settle_everything(installation: Installation) -> None:
    """Every message that reached the gateway is settled once its report has come; only the others stay unknown."""
    installation.start_web()
    report_all_delivered(installation.gateway)
    delivered = set(Sms.objects.filter(status=Status.DELIVERED).values_list("reference", flat=True))
    assert delivered == {post.reference for post in installation.gateway.taken()}
