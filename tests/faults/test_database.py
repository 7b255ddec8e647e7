"""A database that goes away in the middle of everything."""

import time

import pytest
from django.db import connection

from sms.models import Sms
from sms.status import Status
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept
from tests.services import Postgres


def restart(postgres: Postgres, *, after: float = 0) -> None:
    """Without a warning: every connection breaks, ours too."""
    postgres.stop("immediate")
    time.sleep(after)
    postgres.start()
    connection.close()


def commit_lazily() -> None:
    """What the server acknowledges it keeps ten seconds later, unless a connection insists."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} SET synchronous_commit = off")


@pytest.mark.parametrize("is_lazy", [False, True], ids=["a usual server", "a server that commits lazily"])
def test_restarting_the_database_mid_run_loses_nothing(
    installation: Installation, postgres: Postgres, is_lazy: bool
) -> None:
    """What was armed would otherwise be forgotten, and leave twice."""
    queue_broadcast(5000)
    if is_lazy:
        commit_lazily()
    installation.gateway.latency = 0.02
    for _ in range(2):
        installation.start_worker()
    wait_until(lambda: len(installation.gateway.posts) > 1000, what="1,000 messages were posted")
    restart(postgres)
    wait_until_drained()
    assert_promise_kept(installation, crashes=2)


def test_answers_that_come_while_the_database_is_away_are_recorded_once_it_is_back(
    installation: Installation, postgres: Postgres
) -> None:
    """Between post and commit: the gateway has taken the messages and nobody could write it down."""
    installation.gateway.latency = 2.0
    queue_broadcast(100)
    installation.start_worker()
    wait_until(lambda: len(installation.gateway.posts) == 100, what="100 messages were posted")
    restart(postgres, after=4)
    wait_until_drained()
    assert_promise_kept(installation)
    assert Sms.objects.filter(status=Status.SENT).count() == 100
