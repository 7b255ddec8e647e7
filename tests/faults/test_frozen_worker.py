"""A worker that is frozen past its leases, as a suspended machine is, and wakes up when others did its work."""

from sms.models import Attempt, Sms
from sms.status import Status
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.mitto_reports import report_all_delivered
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept, statuses


def test_a_worker_that_wakes_after_its_leases_posts_nothing(installation: Installation) -> None:
    gateway = installation.gateway
    gateway.latency = 0.2
    queue_broadcast(2000)
    sleeper = installation.start_worker()
    wait_until(lambda: len(gateway.posts) > 300, what="300 messages were posted")
    sleeper.freeze()
    installation.start_worker()
    wait_until_drained()
    posted = len(gateway.posts)
    sleeper.thaw()
    queue_broadcast(10)
    wait_until(lambda: len(gateway.posts) >= posted + 10, what="the later messages were posted")
    sleeper.terminate()
    sleeper.wait()
    wait_until_drained()
    # What it had armed and not yet posted when it froze it noticed, and somebody posted it anew.
    held_up = Attempt.objects.filter(verdict="unreachable").count()
    assert len(gateway.posts) == posted + 10 + held_up
    assert_promise_kept(installation, crashes=1)


def test_answers_that_waited_too_long_for_a_frozen_worker_are_settled_by_reports(installation: Installation) -> None:
    """The sweep gave them up as unknown: nobody sends them again, and reports say what became of them."""
    gateway = installation.gateway
    gateway.latency = 1.0
    queue_broadcast(100)
    sleeper = installation.start_worker()
    wait_until(lambda: len(gateway.posts) == 100, what="100 messages were posted")
    sleeper.freeze()
    installation.start_worker()
    unknown = Sms.objects.filter(status=Status.UNKNOWN)
    wait_until(lambda: unknown.count() == 100, what="the sweep gave up on the frozen worker")
    sleeper.thaw()
    installation.start_web()
    assert report_all_delivered(gateway) == 100
    assert statuses() == {Status.DELIVERED: 100}
