"""Idle connections: a POST on one that the gateway is just closing would leave its message unknown."""

import time

import pytest

from sms.models import Sms
from sms.status import Status
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.promise import assert_promise_kept


@pytest.mark.parametrize("idle_limit", [0.5, 1.0, 4.9, 5.1])
def test_a_connection_the_gateway_closed_is_not_posted_on(installation: Installation, idle_limit: float) -> None:
    installation.gateway.idle_limit = idle_limit
    installation.start_worker()
    for _ in range(5):
        queue_broadcast(5)
        wait_until_drained()
        time.sleep(idle_limit - 0.2)
    assert installation.gateway.closed_idle
    assert_promise_kept(installation)
    assert Sms.objects.filter(status=Status.SENT).count() == 25
