"""A gateway that asks for a slower pace, and one behind a broken proxy: both are left alone, not run against."""

import asyncio
import time

from sms.flight import WINDOW
from sms.models import Sms
from sms.status import Status
from tests.faults.gateway import Post, accept, answer, http
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept

TOO_FAST = answer(http("429 Too Many Requests", b"", "Retry-After: 1"), refuses=True)
BROKEN = answer(http("502 Bad Gateway", b"<html>"))


class AtMost:
    """Takes so many messages a second, and asks for a slower pace beyond that."""

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self.second = 0
        self.taken = 0

    async def __call__(self, post: Post, writer: asyncio.StreamWriter) -> None:
        second = int(time.monotonic())
        self.taken = self.taken + 1 if second == self.second else 1
        self.second = second
        await (accept if self.taken <= self.per_second else TOO_FAST)(post, writer)


def test_after_a_429_everybody_goes_at_a_pace_that_mitto_takes(installation: Installation) -> None:
    """And not at full speed into the next refusal: few are refused, and what is allowed is used."""
    gateway = installation.gateway
    gateway.behave = AtMost(100)
    queue_broadcast(3000)
    for _ in range(2):
        installation.start_worker()
    wait_until_drained()
    refused = len(gateway.posts) - len(gateway.taken())
    assert 0 < refused <= 2 * WINDOW + 600
    assert gateway.posts[-1].at - gateway.posts[0].at < 3 * 3000 / 100
    assert Sms.objects.filter(status=Status.SENT).count() == 3000
    assert_promise_kept(installation)


def test_a_broken_proxy_does_not_make_a_whole_broadcast_unknown(installation: Installation) -> None:
    gateway = installation.gateway
    gateway.behave = BROKEN
    queue_broadcast(3000)
    for _ in range(2):
        installation.start_worker()
    wait_until(lambda: Sms.objects.filter(status=Status.UNKNOWN).count() > 100, what="the first answers came")
    time.sleep(3)
    gateway.behave = accept
    wait_until_drained()
    assert Sms.objects.filter(status=Status.UNKNOWN).count() <= 3 * WINDOW
    assert_promise_kept(installation, crashes=3)
