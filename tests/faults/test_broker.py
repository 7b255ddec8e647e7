"""A broker that forgets or goes away: it only rings the bell, so messages are later and never lost."""

import time

import redis as redis_client

from sms.bell import ring
from sms.models import Sms
from sms.status import Status
from tests.factories import ago
from tests.faults.gateway import first, hang
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept
from tests.services import Redis


def test_flushing_the_broker_loses_nothing(installation: Installation, redis: Redis) -> None:
    installation.gateway.latency = 0.1
    queue_broadcast(3000)
    installation.start_worker()
    wait_until(lambda: installation.gateway.posts, what="the first message was posted")
    with redis_client.Redis.from_url(redis.url) as client:
        for _ in range(10):
            client.flushall()
            time.sleep(0.3)
    wait_until_drained()
    assert_promise_kept(installation)


def test_stopping_the_broker_only_delays(installation: Installation, redis: Redis) -> None:
    """Without a broker nobody rings; once it is back, the workers are woken as before."""
    installation.gateway.latency = 0.1
    queue_broadcast(3000)
    installation.start_worker()
    wait_until(lambda: installation.gateway.posts, what="the first message was posted")
    redis.stop()
    time.sleep(5)
    redis.start()
    wait_until_drained()
    queue_broadcast(100)
    wait_until_drained()
    assert_promise_kept(installation)


def test_what_was_queued_while_there_was_no_broker_leaves_once_there_is_one(
    installation: Installation, redis: Redis
) -> None:
    """As after hours without one: neither the web nor the workers have ever reached it."""
    redis.stop()
    broadcast = queue_broadcast(500)
    broadcast.sms.update(due_at=ago(7200))
    ring()  # what the web does; it must not fail
    installation.start_worker()
    time.sleep(10)
    assert not installation.gateway.posts
    redis.start()
    wait_until_drained()
    assert Sms.objects.filter(status=Status.SENT).count() == 500
    assert_promise_kept(installation)


def test_a_broker_that_hands_out_unfinished_tasks_again_doubles_nothing(installation: Installation) -> None:
    """Its visibility timeout is shorter than a task whose last calls hang: several workers are at the same rows."""
    installation.gateway.behave = first(10, hang)
    queue_broadcast(2000)
    for _ in range(3):
        installation.start_worker("tests.faults.troubled", TROUBLE_VISIBILITY="1")
    wait_until_drained()
    assert len(installation.gateway.posts) == 2000
    assert Sms.objects.filter(status=Status.UNKNOWN).count() == 10
    assert_promise_kept(installation, crashes=1)
