"""Moments at which two hands are on one SMS: nothing is posted twice, nothing blocks the others."""

import uuid

import pytest

from gateway.answers import Answer, Verdict
from sms import outbox, outcomes, settling, sweep
from sms.models import GatewayState, Sms
from sms.outbox import Parcel
from sms.outcomes import Landed
from tests.conftest import Ready
from tests.factories import ago, make_sms, make_user

LIMITED = Answer(Verdict.RATE_LIMITED, error="Mitto asked for a slower pace (HTTP 429).")
UNREACHABLE = Answer(Verdict.UNREACHABLE, error="Mitto could not be reached. Nothing was sent.")
HELD_UP = Answer(Verdict.UNREACHABLE, error="The worker was held up before it could post. Nothing was sent.")


def end_leases() -> None:
    Sms.objects.filter(lease_until__isnull=False).update(lease_until=ago(1))


def test_a_row_that_this_worker_claimed_again_after_its_lease_is_posted_once(db: None) -> None:
    """A machine that was suspended still holds the first claim when it claims the row a second time."""
    sms = make_sms()
    first = outbox.claim(singles=1, broadcasts=0)
    end_leases()
    sweep.sweep()
    second = outbox.claim(singles=1, broadcasts=0)

    armed = outbox.arm([*first, *second], uuid.uuid4())

    assert [parcel.pk for parcel in armed] == [sms.pk]


def landed(parcels: list[Parcel], attempt_id: uuid.UUID, answer: Answer) -> list[Landed]:
    return [Landed(parcel, attempt_id, answer) for parcel in parcels]


@pytest.mark.parametrize("answer", [UNREACHABLE, LIMITED])
def test_an_answer_recorded_twice_leaves_alone_what_was_claimed_in_between(db: None, answer: Answer) -> None:
    """The connection broke at the commit: nobody could tell whether the answer was written down."""
    make_sms()
    attempt_id = uuid.uuid4()
    answers = landed(outbox.arm(outbox.claim(singles=1, broadcasts=0), attempt_id), attempt_id, answer)
    outcomes.record(answers)
    GatewayState.objects.update(quiet_until=None)
    Sms.objects.update(due_at=ago(1))
    parcels = outbox.claim(singles=1, broadcasts=0)

    outcomes.record(answers)

    GatewayState.objects.update(quiet_until=None)
    assert outbox.arm(parcels, uuid.uuid4()) == parcels


def test_what_a_person_sent_again_does_not_leave_a_second_time(ready: Ready) -> None:
    """A frozen worker had certainly not posted it, and wakes up after somebody decided to send it again."""
    first = make_sms(originator=ready.sender.name)
    attempt_id = uuid.uuid4()
    parcels = outbox.arm(outbox.claim(singles=1, broadcasts=0), attempt_id)
    end_leases()
    sweep.sweep()
    first.refresh_from_db()
    again = settling.send_again(first, by=make_user(), reason="The customer waits.")

    outcomes.record(landed(parcels, attempt_id, HELD_UP))

    first.refresh_from_db()
    assert (first.status, again.status) == ("cancelled", "queued")
    assert first.error == "It never left, and was sent again."
