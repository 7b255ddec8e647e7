"""The brake and the trial run: a broadcast that goes wrong stops by itself, once, and says why."""

from typing import Any

import pytest

from optout import suppression
from sms import outbox
from sms.broadcasts import build, launch, resume
from sms.models import Broadcast, Sms
from sms.sweep import sweep
from tests.conftest import Ready
from tests.factories import ago, make_broadcast, make_campaign, make_setup, make_sms

pytestmark = pytest.mark.django_db


def running(**statuses: int) -> Broadcast:
    """A running broadcast with so many SMS in each status, and one that waits."""
    broadcast = make_broadcast(started_at=ago(60), built_at=ago(60))
    for status, count in {**statuses, "queued": 1}.items():
        for _ in range(count):
            make_sms(broadcast=broadcast, status=status)
    return broadcast


def after_sweep(broadcast: Broadcast) -> Broadcast:
    sweep()
    broadcast.refresh_from_db()
    return broadcast


@pytest.mark.parametrize(
    ("statuses", "is_paused"),
    [
        ({"delivered": 50, "failed": 20, "undelivered": 20, "rejected": 5, "expired": 5}, True),
        ({"delivered": 51, "failed": 49}, False),
        ({"delivered": 0, "failed": 99}, False),  # too few to tell
        ({"sent": 300, "failed": 20}, False),  # most have not ended
    ],
)
def test_it_brakes_when_half_of_a_hundred_failed(statuses: dict[str, int], is_paused: bool) -> None:
    broadcast = after_sweep(running(**statuses))

    assert (broadcast.status == "paused") == is_paused
    if is_paused:
        assert (
            broadcast.pause_reason == "Paused by the brake: 50 of 100 SMS failed (50 %; Setup allows less than 50 %)."
        )


def test_it_brakes_when_too_many_opt_out() -> None:
    make_setup(opted_out_limit=5)
    broadcast = running(delivered=95, sent=5)
    for sms in broadcast.sms.filter(status="delivered")[:5]:
        suppression.opt_out(sms.recipient, source="reply")

    assert "5 of 100 people opted out" in after_sweep(broadcast).pause_reason


def test_opt_outs_of_others_or_from_before_do_not_brake() -> None:
    make_setup(opted_out_limit=1)
    before = make_sms()
    suppression.opt_out(before.recipient, source="person")
    broadcast = running(delivered=100)
    Broadcast.objects.filter(pk=broadcast.pk).update(started_at=ago(0))
    make_sms(broadcast=broadcast, recipient=before.recipient, status="skipped")
    suppression.opt_out(make_sms().recipient, source="reply")

    assert after_sweep(broadcast).status == "running"


def test_a_hundred_percent_switches_it_off() -> None:
    make_setup(failed_limit=100)

    assert after_sweep(running(failed=200)).status == "running"


def test_who_resumes_it_has_decided() -> None:
    broadcast = after_sweep(running(failed=100))
    assert resume(broadcast, by=None)

    assert after_sweep(broadcast).status == "running"


def on_trial(ready: Ready, members: int = 30) -> Broadcast:
    campaign = make_campaign(members=members)
    broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text="Hello", is_trial_first=True)
    build(broadcast.pk)
    broadcast.refresh_from_db()
    return broadcast


def trial_becomes(broadcast: Broadcast, status: str, **values: Any) -> None:
    broadcast.sms.filter(pk__lte=broadcast.trial_to).update(status=status, **values)


def test_only_the_trial_run_leaves_at_first(ready: Ready) -> None:
    broadcast = on_trial(ready)

    claimed = outbox.claim(singles=100, broadcasts=100)

    assert [parcel.pk for parcel in claimed] == list(broadcast.sms.order_by("pk").values_list("pk", flat=True)[:10])
    assert outbox.claim(singles=100, broadcasts=100) == []


def test_one_percent_of_many_is_the_trial_run(ready: Ready) -> None:
    assert on_trial(ready, members=1201).trial_size == 13


def test_so_few_that_all_would_be_on_trial_have_none(ready: Ready) -> None:
    assert on_trial(ready, members=10).trial_to is None


def test_a_good_trial_run_lets_the_others_go(ready: Ready) -> None:
    broadcast = on_trial(ready)
    trial_becomes(broadcast, "delivered", sent_at=ago(1))

    assert after_sweep(broadcast).status == "running"
    assert broadcast.trial_to is None
    assert len(outbox.claim(singles=100, broadcasts=100)) == 20


def test_a_trial_run_with_failures_pauses_the_rest(ready: Ready) -> None:
    broadcast = on_trial(ready)
    trial_becomes(broadcast, "undelivered", sent_at=ago(1))

    assert after_sweep(broadcast).status == "paused"
    assert "10 of 10 SMS failed" in broadcast.pause_reason
    assert outbox.claim(singles=100, broadcasts=100) == []
    assert resume(broadcast, by=None)
    assert len(outbox.claim(singles=100, broadcasts=100)) == 20


def test_a_trial_run_waits_for_its_reports_and_then_counts_their_lack(ready: Ready) -> None:
    make_setup(trial_minutes=10)
    broadcast = on_trial(ready)
    trial_becomes(broadcast, "sent", sent_at=ago(9 * 60))
    assert after_sweep(broadcast).status == "running"
    assert broadcast.trial_to is not None

    trial_becomes(broadcast, "sent", sent_at=ago(11 * 60))

    assert after_sweep(broadcast).status == "paused"
    assert "10 of 10 SMS had no delivery report" in broadcast.pause_reason


def test_a_trial_run_still_under_way_is_not_judged(ready: Ready) -> None:
    broadcast = on_trial(ready)
    Sms.objects.filter(pk__in=broadcast.sms.order_by("pk").values("pk")[:9]).update(status="failed")

    assert after_sweep(broadcast).trial_to is not None
