"""The embedded default, where SQLite has one writer at a time and everything shares one disk."""

import resource
import time

from sms.models import Sms
from sms.status import Status
from tests.factories import make_sms
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import Process, wait_until
from tests.faults.promise import assert_promise_kept


def test_four_writers_on_one_sqlite_file_lose_nothing(embedded: Installation) -> None:
    """Three workers and an agent who writes all the while."""
    queue_broadcast(1500)
    for _ in range(3):
        embedded.start_worker()
    wait_until(lambda: embedded.gateway.posts, what="the first message was posted")
    for _ in range(100):
        make_sms()
    wait_until_drained()
    assert Sms.objects.filter(status=Status.SENT).count() == len(embedded.gateway.posts) == 1600
    assert_promise_kept(embedded)


def fill_disk(worker: Process) -> None:
    """No file of this worker can grow any more: not the database, not the log."""
    for process in worker.family():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))


def make_room(worker: Process) -> None:
    for process in worker.family():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_a_full_disk_stops_and_loses_nothing(embedded: Installation) -> None:
    embedded.gateway.latency = 0.2
    queue_broadcast(2000)
    worker = embedded.start_worker()
    wait_until(lambda: len(embedded.gateway.posts) > 300, what="300 messages were posted")
    fill_disk(worker)
    time.sleep(10)
    posted = len(embedded.gateway.posts)
    time.sleep(3)
    assert len(embedded.gateway.posts) == posted < 2000, "what cannot be armed on disk is not posted"
    make_room(worker)
    worker.restart()
    wait_until_drained()
    assert_promise_kept(embedded, crashes=1)
