"""Workers whose clocks are hours apart: every lease, limit and due time is the database's."""

from sms.models import Sms
from sms.status import Status
from tests.factories import make_setup
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.promise import assert_promise_kept

HOURS_APART = (-3600, 0, 3600)


def start_workers(installation: Installation) -> None:
    for shift in HOURS_APART:
        installation.start_worker("tests.faults.troubled", TROUBLE_CLOCK=str(shift))


def test_no_lease_ends_early_on_a_wrong_clock(installation: Installation) -> None:
    """A worker an hour ahead would otherwise give up what its neighbours hold, and send it again."""
    installation.gateway.latency = 1.0
    queue_broadcast(3000)
    start_workers(installation)
    wait_until_drained()
    assert Sms.objects.filter(status=Status.SENT).count() == len(installation.gateway.posts) == 3000
    assert_promise_kept(installation)


def test_three_workers_an_hour_apart_hold_one_limit_together(installation: Installation) -> None:
    make_setup(rate_limit=200)
    queue_broadcast(4000)
    start_workers(installation)
    wait_until_drained()
    times = sorted(post.at for post in installation.gateway.posts)
    busiest = max(sum(start <= at < start + 5 for at in times) for start in times)
    assert busiest <= 200 * 5 * 1.05
    assert times[-1] - times[0] < 4000 / 200 * 1.25, "the limit is used, not only kept"
    assert_promise_kept(installation)
