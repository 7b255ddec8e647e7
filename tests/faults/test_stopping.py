"""SIGTERM: a worker that is asked to stop lands what is in the air and leaves nothing half done."""

from sms.models import Sms
from sms.status import IN_FLIGHT
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept, statuses


def test_a_worker_that_is_told_to_stop_leaves_nothing_unknown(installation: Installation) -> None:
    installation.gateway.latency = 0.3
    queue_broadcast(3000)
    worker = installation.start_worker()
    wait_until(lambda: len(installation.gateway.posts) > 500, what="500 messages were posted")
    assert worker.stop() == 0
    assert not Sms.objects.filter(status__in=IN_FLIGHT).exists()
    assert set(statuses()) == {"queued", "sent"}
    worker.restart()
    wait_until_drained()
    assert_promise_kept(installation)
