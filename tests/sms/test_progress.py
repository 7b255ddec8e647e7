"""Progress: exact whoever writes, and at the same cost at any size."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from sms import outbox, tally
from sms.broadcasts import cancel_remaining, progress
from sms.models import Broadcast, ProgressSample, Sms, Tally
from sms.samples import pace_of, take
from tests.factories import ago, make_broadcast, make_sms

pytestmark = pytest.mark.django_db


def counted(broadcast: Broadcast) -> dict[str, tuple[int, int]]:
    rows = broadcast.sms.order_by().values_list("status").annotate(Count("pk"), Sum("sent_messages"))
    return {status: (messages, parts) for status, messages, parts in rows}


def test_the_tally_follows_every_way_of_writing() -> None:
    broadcast, other = make_broadcast(), make_broadcast()
    rows = [make_sms(broadcast=broadcast) for _ in range(6)]
    make_sms()
    make_sms(broadcast=other)

    Sms.objects.bulk_create([Sms(broadcast=broadcast, recipient=f"+{n}", status="failed") for n in range(3)])
    outbox.arm(outbox.claim(singles=9, broadcasts=4), uuid.uuid4())
    broadcast.sms.filter(status="posting").update(status="sent", sent_messages=2)
    rows[5].delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sms_sms SET status = 'delivered' WHERE id = %s", [rows[0].pk])

    assert tally.counts_of(broadcast) == counted(broadcast)
    assert tally.counts_of(other) == counted(other)
    tally.fold()
    assert tally.counts_of(broadcast) == counted(broadcast)


def test_folding_leaves_one_row_per_status() -> None:
    broadcast = make_broadcast()
    for _ in range(3):
        make_sms(broadcast=broadcast)

    tally.fold()

    assert Tally.objects.filter(broadcast=broadcast).count() == 1


def test_what_was_there_before_the_triggers_is_counted_when_they_are_put_on() -> None:
    broadcast = make_broadcast()
    make_sms(broadcast=broadcast)
    Tally.objects.all().delete()

    tally.remove()
    tally.install()

    assert tally.counts_of(broadcast) == {"queued": (1, 0)}


def test_progress_adds_up() -> None:
    broadcast = make_broadcast()
    for status, parts in (("queued", 0), ("sent", 2), ("delivered", 3), ("failed", 0)):
        make_sms(broadcast=broadcast, status=status, sent_messages=parts)

    found = progress(broadcast)

    assert found.counts == {"queued": 1, "sent": 1, "delivered": 1, "failed": 1}
    assert (found.total, found.sent_messages, found.is_settled) == (4, 5, False)
    cancel_remaining(broadcast, by=None)
    broadcast.sms.filter(status="sent").update(status="delivered")
    assert progress(broadcast).is_settled


def test_it_never_reads_the_sms_themselves() -> None:
    broadcast = make_broadcast(built_at=ago(0))
    make_sms(broadcast=broadcast)

    with CaptureQueriesContext(connection) as queries:
        progress(broadcast)

    assert len(queries) == 1
    assert "sms_sms" not in queries[0]["sql"]


def sample(broadcast: Broadcast, *, seconds_ago: float, gone: int) -> Any:
    return ProgressSample.objects.create(broadcast=broadcast, at=ago(seconds_ago), gone=gone, delivered=0, failed=0)


def test_the_pace_gives_the_time_left() -> None:
    broadcast = make_broadcast()
    for _ in range(40):
        make_sms(broadcast=broadcast)
    for seconds_ago, gone in ((30, 0), (20, 20), (10, 40)):
        sample(broadcast, seconds_ago=seconds_ago, gone=gone)

    pace = pace_of(broadcast)

    assert pace.curve == pytest.approx((2.0, 2.0), rel=0.01)
    assert pace.seconds_left == pytest.approx(20, abs=1)


def test_without_movement_no_time_is_promised() -> None:
    paused = make_broadcast(status="paused")
    for seconds_ago, gone in ((20, 20), (10, 40)):
        sample(paused, seconds_ago=seconds_ago, gone=gone)

    assert pace_of(paused).seconds_left is None
    assert pace_of(make_broadcast()).seconds_left is None


def test_samples_are_taken_when_something_changed_and_not_too_often() -> None:
    broadcast = make_broadcast()
    sms = make_sms(broadcast=broadcast)

    assert (take(), take()) == (1, 0)
    sms.status = "delivered"
    sms.save()
    assert take() == 0
    broadcast.samples.update(at=ago(11))
    assert (take(), take()) == (1, 0)
    assert broadcast.samples.latest("at").delivered == 1
