"""A worker that is asked to stop lands what is in the air and leaves nothing half done."""

import signal
from collections.abc import Callable

import pytest

from sms.models import Sms
from sms.status import IN_FLIGHT
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import Process, wait_until
from tests.faults.promise import assert_promise_kept, statuses


def systemd_stops(worker: Process) -> None:
    """By default it tells every process of a service to stop, not the main one alone."""
    worker.signal_family(signal.SIGTERM)


def terminal_interrupts(worker: Process) -> None:
    """Ctrl+C reaches every process that runs in it."""
    worker.signal_family(signal.SIGINT)


@pytest.mark.parametrize("ask_to_stop", [Process.terminate, systemd_stops, terminal_interrupts])
def test_a_worker_that_is_told_to_stop_leaves_nothing_unknown(
    installation: Installation, ask_to_stop: Callable[[Process], None]
) -> None:
    installation.gateway.latency = 0.3
    queue_broadcast(3000)
    worker = installation.start_worker()
    wait_until(lambda: len(installation.gateway.posts) > 500, what="500 messages were posted")
    ask_to_stop(worker)
    worker.wait()
    assert not Sms.objects.filter(status__in=IN_FLIGHT).exists()
    assert set(statuses()) == {"queued", "sent"}
    worker.restart()
    wait_until_drained()
    assert_promise_kept(installation)
