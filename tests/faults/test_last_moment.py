"""What people decide after a worker claimed a message and before it armed it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from optout.suppression import opt_out
from sms import broadcasts
from sms.models import Broadcast, Sms
from sms.status import IN_FLIGHT, Status
from tests.factories import make_setup
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import Process, wait_until
from tests.faults.promise import assert_promise_kept

SIZE = 100


@pytest.fixture
def broadcast(installation: Installation) -> Broadcast:
    """One that leaves slowly, so that a worker always holds some claimed SMS that wait for their turn."""
    make_setup(rate_limit=20)
    return queue_broadcast(SIZE)


@contextmanager
def claimed_by_a_frozen(worker: Process) -> Iterator[list[Sms]]:
    """What the worker holds and has not armed. It stands still meanwhile, between two statements."""
    wait_until(lambda: freeze_with_claims(worker), what="the worker was caught with claimed SMS")
    yield list(Sms.objects.filter(status=Status.CLAIMED))
    worker.thaw()


def freeze_with_claims(worker: Process) -> bool:
    worker.freeze()
    time.sleep(0.1)  # a statement that was under way ends on the server
    if Sms.objects.filter(status=Status.CLAIMED).exists():
        return True
    worker.thaw()
    time.sleep(0.1)
    return False


def posted_to(installation: Installation, messages: list[Sms]) -> set[str]:
    return {post.to for post in installation.gateway.posts} & {sms.recipient for sms in messages}


def test_an_opt_out_between_claim_and_arm_keeps_the_message_here(
    installation: Installation, broadcast: Broadcast
) -> None:
    with claimed_by_a_frozen(installation.start_worker()) as claimed:
        for sms in claimed:
            opt_out(sms.recipient, source="reply")
    wait_until_drained()
    assert claimed and not posted_to(installation, claimed)
    left_out = Sms.objects.filter(status=Status.SKIPPED, skip_reason=Sms.SkipReason.OPTED_OUT)
    assert set(left_out) == set(claimed)
    assert_promise_kept(installation)


def test_a_pause_between_claim_and_arm_holds_the_message_until_it_is_resumed(
    installation: Installation, broadcast: Broadcast
) -> None:
    with claimed_by_a_frozen(installation.start_worker()) as claimed:
        broadcasts.pause(broadcast, by="a manager")
    in_flight = Sms.objects.filter(status__in=IN_FLIGHT)
    wait_until(lambda: not in_flight.exists(), what="the worker let go of what it held")
    assert claimed and not posted_to(installation, claimed)
    broadcasts.resume(broadcast, by="a manager")
    wait_until_drained()
    assert Sms.objects.filter(status=Status.SENT).count() == SIZE
    assert_promise_kept(installation)


def test_cancelling_between_claim_and_arm_ends_the_message(installation: Installation, broadcast: Broadcast) -> None:
    with claimed_by_a_frozen(installation.start_worker()) as claimed:
        broadcasts.cancel_remaining(broadcast, by="a manager")
    wait_until_drained()
    assert claimed and not posted_to(installation, claimed)
    assert set(claimed) <= set(Sms.objects.filter(status=Status.CANCELLED))
    assert_promise_kept(installation)
