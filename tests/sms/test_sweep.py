"""The sweep: what a crash, a cancelled broadcast or the clock left lying is picked up, by one worker at a time."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from configuration.product_key import replace_product_key
from sms import outbox
from sms.models import Attempt, Broadcast, GatewayState, Sms
from sms.sweep import GONE, sweep
from tests.conftest import Bell
from tests.factories import ago, make_broadcast, make_setup, make_sms, make_user
from tests.threads import at_once


def status_of(row: Any) -> str:
    return str(type(row).objects.values_list("status", flat=True).get(pk=row.pk))


def test_an_idle_installation_has_nothing_to_sweep(db: None) -> None:
    assert set(sweep().values()) == {0}


def test_a_row_claimed_by_a_worker_that_is_gone_is_queued_again(db: None) -> None:
    sms = make_sms(status="claimed", lease_until=ago(1))

    assert sweep()["requeued"] == 1

    sms.refresh_from_db()
    assert (sms.status, sms.claim_id, sms.lease_until) == ("queued", None, None)
    assert outbox.due().get() == sms


def test_a_row_posted_by_a_worker_that_is_gone_is_unknown_and_never_sent_again(db: None) -> None:
    sms = make_sms(status="posting", lease_until=ago(1))

    assert sweep()["unknown"] == 1
    assert sweep()["unknown"] == 0

    sms.refresh_from_db()
    assert (sms.status, sms.lease_until, sms.error) == ("unknown", None, GONE)
    assert not outbox.due().exists()
    attempt = Attempt.objects.get()
    assert (attempt.sms, attempt.attempt_id, attempt.verdict) == (sms, sms.attempt_id, "lost")


@pytest.mark.parametrize("status", ["claimed", "posting"])
def test_a_lease_that_lasts_is_left_alone(db: None, status: str) -> None:
    sms = make_sms(status=status, lease_until=ago(-5))

    assert set(sweep().values()) == {0}
    assert status_of(sms) == status


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "unknown", "failed", "skipped", "cancelled"])
def test_a_lease_left_on_a_row_that_is_not_in_flight_means_nothing(db: None, status: str) -> None:
    sms = make_sms(status=status, lease_until=ago(100))

    sweep()

    assert status_of(sms) == status


def test_a_queued_row_past_its_window_is_left_out_as_too_late(db: None) -> None:
    late, in_time, without_end = make_sms(send_before=ago(1)), make_sms(), make_sms(send_before=None)

    assert sweep()["too_late"] == 1

    late.refresh_from_db()
    assert (late.status, late.skip_reason) == ("skipped", "too_late")
    assert (status_of(in_time), status_of(without_end)) == ("queued", "queued")


def test_a_row_in_flight_past_its_window_is_not_called_late(db: None) -> None:
    sms = make_sms(status="posting", send_before=ago(1))

    assert sweep()["too_late"] == 0
    assert status_of(sms) == "posting"


def test_what_comes_back_to_a_cancelled_broadcast_is_cancelled(db: None) -> None:
    broadcast, other = make_broadcast(status="cancelled"), make_broadcast()
    back, leaving = (make_sms(broadcast=broadcast, status=status) for status in ("queued", "posting"))
    running, single = make_sms(broadcast=other), make_sms()

    assert sweep()["cancelled"] == 1

    assert [status_of(sms) for sms in (back, leaving, running, single)] == ["cancelled", "posting", "queued", "queued"]


def test_a_broadcast_is_finished_when_none_of_its_rows_will_move_by_itself(db: None) -> None:
    broadcast = make_broadcast()
    for status in ("sent", "delivered", "failed", "skipped", "unknown", "cancelled"):
        make_sms(broadcast=broadcast, status=status)

    assert sweep()["finished"] == 1

    broadcast.refresh_from_db()
    assert (broadcast.status, broadcast.finished_at is not None) == ("finished", True)


@pytest.mark.parametrize("status", ["queued", "claimed", "posting"])
def test_a_broadcast_with_a_row_under_way_is_not_finished(db: None, status: str) -> None:
    broadcast = make_broadcast()
    make_sms(broadcast=broadcast, status="delivered")
    make_sms(broadcast=broadcast, status=status)

    assert sweep()["finished"] == 0
    assert status_of(broadcast) == "running"


@pytest.mark.parametrize("status", ["paused", "building", "cancelled", "scheduled"])
def test_only_a_running_broadcast_is_finished(db: None, status: str) -> None:
    broadcast = make_broadcast(status=status)

    assert sweep()["finished"] == 0
    assert status_of(broadcast) == status


def test_a_row_queued_again_after_the_others_ended_reopens_its_broadcast(db: None) -> None:
    broadcast = make_broadcast(status="finished", finished_at=ago(10))
    sms = make_sms(broadcast=broadcast)

    assert sweep()["reopened"] == 1

    assert [parcel.pk for parcel in outbox.claim(singles=0, broadcasts=10)] == [sms.pk]


def test_a_build_that_was_left_is_rung_for_once_the_sweep_is_done(
    db: None, bells: list[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    building = [make_broadcast(status="building") for _ in range(2)]
    make_broadcast(status="paused")

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep()["building"] == 2
        assert bells == []

    assert sorted(bells) == [("sms.build_broadcast", (broadcast.pk,)) for broadcast in building]


def test_a_new_product_key_ends_the_pause_that_the_old_one_caused(db: None) -> None:
    make_setup()
    GatewayState.objects.update(is_paused=True, paused_at=ago(60), pause_reason="Mitto refused the product key")
    replace_product_key("another-key", by=make_user("admin"))

    assert sweep()["resumed"] == 1
    assert not GatewayState.current().is_paused


def test_a_pause_by_a_post_that_left_with_the_old_key_ends(db: None) -> None:
    make_setup(key_changed_at=ago(60))
    GatewayState.objects.update(is_paused=True, paused_at=ago(50))

    assert sweep()["resumed"] == 1


def test_a_pause_that_began_long_after_the_key_was_stored_lasts(db: None) -> None:
    make_setup(key_changed_at=ago(60))
    GatewayState.objects.update(is_paused=True, paused_at=ago(1))

    assert sweep()["resumed"] == 0
    assert GatewayState.current().is_paused


def test_a_sweep_makes_the_row_it_locks_where_there_is_none(db: None) -> None:
    GatewayState.objects.all().delete()

    assert sweep()["requeued"] == 0
    assert GatewayState.objects.count() == 1


def test_the_sweep_takes_few_statements_however_much_there_is(db: None, django_assert_max_num_queries: Any) -> None:
    for status in ("claimed", "posting") * 100:
        make_sms(status=status, lease_until=ago(1))

    with django_assert_max_num_queries(30):
        counts = sweep()

    assert (counts["requeued"], counts["unknown"]) == (100, 100)


def test_a_second_sweep_leaves_while_the_first_is_at_work(many_connections: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: a second sweep waits for its turn.")
    make_sms(status="claimed", lease_until=ago(1))
    results: list[dict[str, int]] = []

    def work() -> None:
        results.append(sweep())
        connection.close()

    with transaction.atomic():
        GatewayState.objects.select_for_update().get(pk=1)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert results == [{}]
    assert Sms.objects.get().status == "claimed"


def test_two_sweeps_at_once_give_up_each_post_once(many_connections: None) -> None:
    for _ in range(20):
        make_sms(status="posting", lease_until=ago(1), attempt_id=uuid.uuid4())

    at_once(3, sweep)

    assert set(Sms.objects.values_list("status", flat=True)) == {"unknown"}
    assert Attempt.objects.count() == 20


def test_the_statuses_of_a_broadcast_are_those_of_its_constraint(db: None) -> None:
    for status in Broadcast.Status.values:
        assert make_broadcast(status=status).status == status
