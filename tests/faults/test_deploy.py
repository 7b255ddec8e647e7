"""A deploy: the schema is the next release's already while workers of this one are at work."""

from django.db import connection

from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept


def test_an_old_worker_goes_on_when_the_new_schema_is_there(installation: Installation) -> None:
    """The next release adds a column; only the one after it may take one away."""
    installation.gateway.latency = 0.1
    queue_broadcast(3000)
    for _ in range(2):
        installation.start_worker()
    wait_until(lambda: len(installation.gateway.posts) > 500, what="500 messages were posted")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sms_sms ADD COLUMN of_the_next_release text NULL")
        cursor.execute("ALTER TABLE sms_gatewaystate ADD COLUMN of_the_next_release integer NOT NULL DEFAULT 0")
    wait_until_drained()
    assert_promise_kept(installation)
