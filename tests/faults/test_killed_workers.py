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

MESSAGES_PER_KILL = 250


def test_nothing_is_lost_or_doubled_by_killing_workers(
    installation: Installation, kills: int, leases: dict[str, str]
) -> None:
    survive(installation, kills, leases)


def test_nothing_is_lost_or_doubled_by_killing_workers_of_the_embedded_default(embedded: Installation) -> None:
    survive(embedded, kills=4, leases={})


def survive(installation: Installation, kills: int, leases: dict[str, str]) -> None:
    installation.gateway.latency = 0.02
    queue_broadcast(MESSAGES_PER_KILL * kills)
    workers = [installation.start_worker("tests.faults.troubled", **leases) for _ in range(2)]
    kill_along_the_way(installation, workers, kills)
    assert_promise_kept(installation, crashes=kills)
    assert_reports_settle_everything(installation)


def kill_along_the_way(installation: Installation, workers: list[Process], kills: int) -> None:
    """Whenever another share of what is left was posted, one of their processes dies."""
    posts = installation.gateway.posts

    def has_posted(goal: int) -> bool:
        restart(workers)
        return len(posts) >= goal

    for kills_left in range(kills, 0, -1):
        # Not a share of all: what was armed and not yet posted when a worker died is never posted.
        goal = len(posts) + waiting() // (kills_left + 1)
        wait_until(lambda goal=goal: has_posted(goal), what=f"{goal} messages were posted")
        kill_one_process(workers)

    def has_ended() -> bool:
        restart(workers)  # again and again: who was just killed may not be gone yet
        return not unfinished()

    wait_until(has_ended, what="every SMS has left the queue")


def waiting() -> int:
    return Sms.objects.filter(status=Status.QUEUED).count()


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
