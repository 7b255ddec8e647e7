"""A broker that forgets or goes away: it only rings the bell, so messages are later and never lost."""

import time

import redis as redis_client

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
