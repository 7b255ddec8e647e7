"""Two sweeps at once, and one that never comes back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
from django.db import connection, transaction

from sms.models import Attempt, GatewayState, Sms
from sms.status import Status
from sms.sweep import sweep
from tests.factories import ago, make_sms
from tests.faults.installation import Installation

SWEEPERS = 4


def sweep_all_at_once() -> list[dict[str, int]]:
    barrier = Barrier(SWEEPERS)

    def one() -> dict[str, int]:
        connection.ensure_connection()
        barrier.wait()
        try:
            return sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(SWEEPERS) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(SWEEPERS)]]


def test_sweeps_at_the_same_moment_pick_everything_up_once(installation: Installation) -> None:
    for _ in range(200):
        make_sms(status=Status.CLAIMED, lease_until=ago(1))
        make_sms(status=Status.POSTING, lease_until=ago(1))
    done = [counts for counts in sweep_all_at_once() if counts]
    assert sum(counts["requeued"] for counts in done) == 200
    assert sum(counts["unknown"] for counts in done) == 200
    assert Attempt.objects.filter(verdict="lost").count() == 200
    assert Sms.objects.filter(status=Status.UNKNOWN).count() == 200


def test_a_sweep_leaves_at_once_while_another_is_at_work(installation: Installation) -> None:
    GatewayState.current()
    with transaction.atomic():
        GatewayState.objects.select_for_update().get(pk=1)
        assert sweep_all_at_once() == [{}] * SWEEPERS


def test_a_sweep_goes_on_after_one_whose_process_was_killed(installation: Installation) -> None:
    """Its lock is the database's, and ends with its connection."""
    make_sms(status=Status.CLAIMED, lease_until=ago(1))
    killed = psycopg.connect(installation.environment["DATABASE_URL"])
    killed.execute("SELECT FROM sms_gatewaystate FOR UPDATE")
    assert sweep() == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [killed.info.backend_pid])
    assert sweep()["requeued"] == 1
    killed.close()
