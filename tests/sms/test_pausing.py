"""A broadcast in the hands of people: pause, resume and cancel, while the engine is at work."""

import uuid
from collections import Counter
from typing import Any

import pytest

from sms import delivery, outbox
from sms.broadcasts import CANCELLABLE, PAUSABLE, cancel_remaining, pause, resume
from sms.models import Broadcast, Sms
from sms.sweep import sweep
from tests.conftest import Bell
from tests.factories import ago, make_broadcast, make_campaign, make_sms, make_user
from tests.sms.loopback import Loopback

pytestmark = pytest.mark.django_db


def running(*, rows: int, **changes: Any) -> Broadcast:
    """A running broadcast whose rows wait to be sent."""
    broadcast = make_broadcast(**{"built_at": ago(60)} | changes)
    for _ in range(rows):
        make_sms(broadcast=broadcast, origin="broadcast")
    return broadcast


def statuses(broadcast: Broadcast) -> Counter[str]:
    return Counter(broadcast.sms.order_by().values_list("status", flat=True))


@pytest.mark.parametrize("status", Broadcast.Status)
def test_only_what_is_under_way_can_be_paused(status: str) -> None:
    broadcast, by = make_broadcast(status=status), make_user("manager", username="maria")

    assert pause(broadcast, by=by) is (status in PAUSABLE)

    assert broadcast.status == ("paused" if status in PAUSABLE else status)
    assert broadcast.pause_reason == ("Paused by maria." if status in PAUSABLE else "")


@pytest.mark.parametrize("status", Broadcast.Status)
def test_only_what_was_paused_or_missed_can_be_resumed(status: str) -> None:
    broadcast = make_broadcast(status=status, built_at=ago(60), pause_reason="Paused by maria.")

    is_resumed = resume(broadcast, by=None)

    assert is_resumed is (status in ("paused", "missed"))
    assert (broadcast.status, broadcast.pause_reason) == (
        ("running", "") if is_resumed else (status, "Paused by maria.")
    )


@pytest.mark.parametrize("status", Broadcast.Status)
def test_anything_but_what_has_ended_can_be_cancelled(status: str) -> None:
    broadcast = make_broadcast(status=status)

    cancel_remaining(broadcast, by=None)

    assert broadcast.status == ("cancelled" if status in CANCELLABLE else status)
    assert {*Broadcast.Status} - {*CANCELLABLE} == {"cancelled", "finished"}


def test_a_broadcast_paused_while_it_was_built_is_built_on(
    bells: list[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    campaign = make_campaign(members=1)
    broadcast = make_broadcast(status="paused", campaign=campaign, last_member=campaign.members.get().pk)

    with django_capture_on_commit_callbacks(execute=True):
        resume(broadcast, by=None)

    assert broadcast.status == "building"
    assert bells == [("sms.build_broadcast", (broadcast.pk,))]


def test_nothing_leaves_while_it_is_paused_and_all_the_rest_once_it_goes_on(mitto: Loopback) -> None:
    broadcast = running(rows=3)
    pause(broadcast, by=None)

    delivery.deliver()
    sweep()
    assert mitto.posts == []

    resume(broadcast, by=None)
    delivery.deliver()
    assert set(mitto.posts_by_reference.values()) == {1}
    assert len(mitto.posts) == 3


def test_what_a_worker_had_claimed_when_it_was_paused_goes_back_to_wait() -> None:
    broadcast = running(rows=3)
    parcels = outbox.claim(singles=0, broadcasts=10)
    pause(broadcast, by=None)

    assert outbox.arm(parcels, uuid.uuid4()) == []

    assert statuses(broadcast) == {"queued": 3}


def test_cancelling_ends_what_waits_and_says_how_many(mitto: Loopback) -> None:
    broadcast, other = running(rows=3), running(rows=1)
    make_sms(broadcast=broadcast, status="sent")

    assert cancel_remaining(broadcast, by=None) == 3
    assert cancel_remaining(broadcast, by=None) == 0

    assert statuses(broadcast) == {"cancelled": 3, "sent": 1}
    assert statuses(other) == {"queued": 1}


def test_cancelling_wins_over_a_worker_that_had_claimed(mitto: Loopback) -> None:
    broadcast = running(rows=3)
    parcels = outbox.claim(singles=0, broadcasts=2)
    assert cancel_remaining(broadcast, by=None) == 1

    assert outbox.arm(parcels, uuid.uuid4()) == []
    sweep()
    delivery.deliver()

    assert statuses(broadcast) == {"cancelled": 3}
    assert mitto.posts == []


def test_what_was_armed_when_it_was_cancelled_still_leaves_and_what_returns_is_cancelled() -> None:
    broadcast = running(rows=2)
    outbox.arm(outbox.claim(singles=0, broadcasts=10), uuid.uuid4())
    cancel_remaining(broadcast, by=None)
    assert statuses(broadcast) == {"posting": 2}

    first, second = Sms.objects.order_by("pk")
    Sms.objects.filter(pk=first.pk).update(status="sent", lease_until=None)
    Sms.objects.filter(pk=second.pk).update(status="queued", lease_until=None)
    sweep()

    assert statuses(broadcast) == {"sent": 1, "cancelled": 1}
