"""Moments at which two hands are on one SMS: nothing is posted twice, nothing blocks the others."""

import uuid

from sms import outbox, sweep
from sms.models import Sms
from tests.factories import ago, make_sms


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
