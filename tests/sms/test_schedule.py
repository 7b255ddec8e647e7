"""The schedule: broadcasts start when their time has come, once, and ask when it has passed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sms import outbox
from sms.broadcasts import build, cancel_remaining, launch, resume
from sms.models import Broadcast
from sms.sweep import sweep
from tests.conftest import Ready
from tests.factories import ago, make_broadcast, make_campaign, make_lead, make_setup, make_sms


def status_of(broadcast: Broadcast) -> str:
    return Broadcast.objects.values_list("status", flat=True).get(pk=broadcast.pk)


def scheduled(ready: Ready, **options: Any) -> Broadcast:
    return launch(by=None, campaign=make_campaign(make_lead()), sender=ready.sender, text="Hello", **options)


def let_its_time_come(broadcast: Broadcast, seconds: float = 1) -> None:
    Broadcast.objects.filter(pk=broadcast.pk).update(starts_at=ago(seconds))
    broadcast.sms.update(due_at=ago(seconds))


def test_a_schedule_freezes_its_rows_and_holds_them_until_its_time(ready: Ready) -> None:
    at = timezone.now() + timedelta(days=2)
    broadcast = scheduled(ready, scheduled_at=at)

    assert build(broadcast.pk) == 1

    assert status_of(broadcast) == "scheduled"
    assert broadcast.sms.get().due_at == at
    assert broadcast.send_before == at + timedelta(hours=24)
    assert outbox.claim(singles=10, broadcasts=10) == []
    sweep()
    assert status_of(broadcast) == "scheduled"

    let_its_time_come(broadcast)
    assert sweep()["started"] == 1
    assert status_of(broadcast) == "running"
    assert len(outbox.claim(singles=10, broadcasts=10)) == 1


def test_a_schedule_that_is_due_before_it_is_built_is_built_first(ready: Ready) -> None:
    broadcast = scheduled(ready, scheduled_at=timezone.now() + timedelta(hours=1))
    let_its_time_come(broadcast)

    sweep()
    assert status_of(broadcast) == "building"
    assert build(broadcast.pk) == 1
    assert status_of(broadcast) == "running"


def test_an_unbuilt_schedule_is_built_by_the_sweep(
    ready: Ready, bells: Any, django_capture_on_commit_callbacks: Any
) -> None:
    broadcast = scheduled(ready, scheduled_at=timezone.now() + timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True):
        sweep()

    assert ("sms.build_broadcast", (broadcast.pk,)) in bells


@pytest.mark.parametrize("status", ["scheduled", "waiting"])
def test_a_start_missed_by_too_much_asks_instead_of_firing(ready: Ready, status: str) -> None:
    make_setup(missed_after_minutes=30)
    late = make_broadcast(status=status, starts_at=ago(31 * 60), built_at=ago(3600))
    in_time = make_broadcast(status=status, starts_at=ago(29 * 60), built_at=ago(3600))
    make_sms(broadcast=late)
    make_sms(broadcast=in_time)

    sweep()

    assert (status_of(late), status_of(in_time)) == ("missed", "running")
    late.refresh_from_db()
    assert "Start it now, or cancel it." in late.pause_reason
    assert resume(late, by=None)
    assert status_of(late) == "running"


def test_a_missed_broadcast_can_be_cancelled(ready: Ready) -> None:
    broadcast = make_broadcast(status="missed")
    make_sms(broadcast=broadcast)

    assert cancel_remaining(broadcast, by=None) == 1
    assert status_of(broadcast) == "cancelled"


def test_ten_seconds_to_undo_pass_before_the_first_sms_leaves(ready: Ready) -> None:
    broadcast = scheduled(ready, undo_seconds=10)
    assert broadcast.starts_at - broadcast.created_at == pytest.approx(timedelta(seconds=10), abs=timedelta(seconds=1))
    build(broadcast.pk)

    assert status_of(broadcast) == "waiting"
    assert outbox.claim(singles=10, broadcasts=10) == []
    let_its_time_come(broadcast)
    sweep()
    assert status_of(broadcast) == "running"


def test_undoing_leaves_nothing_to_send(ready: Ready) -> None:
    broadcast = scheduled(ready, undo_seconds=10)
    build(broadcast.pk)

    assert cancel_remaining(broadcast, by=None) == 1
    let_its_time_come(broadcast)
    sweep()
    assert status_of(broadcast) == "cancelled"
    assert outbox.claim(singles=10, broadcasts=10) == []


def test_a_broadcast_undone_while_it_is_built_leaves_nothing_to_send(ready: Ready) -> None:
    broadcast = scheduled(ready, undo_seconds=10)

    cancel_remaining(broadcast, by=None)

    assert build(broadcast.pk) == 0
    assert status_of(broadcast) == "cancelled"
