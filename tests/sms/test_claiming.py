"""The outbox: who is claimed, how much of whom, and that no two take the same."""

from typing import Any

import pytest
from django.db import connection, transaction

from sms.models import Broadcast, GatewayState, Sms
from tests.factories import ago, make_broadcast, make_sms
from tests.sms.claims import claim, pks, seconds_left, stored
from tests.threads import at_once


def test_a_claim_takes_what_is_due_by_database_time_oldest_first(db: None) -> None:
    later, first, second = make_sms(due_at=ago(-60)), make_sms(due_at=ago(60)), make_sms(due_at=ago(30))

    assert pks(claim()) == [first.pk, second.pk]
    assert stored(later).status == "queued"


@pytest.mark.parametrize("status", ["claimed", "posting", "sent", "unknown", "failed", "skipped", "cancelled"])
def test_a_claim_takes_nothing_but_queued_rows(db: None, status: str) -> None:
    make_sms(status=status)

    assert claim() == []


def test_a_claimed_row_carries_the_claim_and_a_minutes_lease(db: None) -> None:
    make_sms()

    [parcel] = claim()

    row = stored(parcel)
    assert (row.status, row.claim_id) == ("claimed", parcel.claim_id)
    assert 55 < seconds_left(row, "lease_until") <= 60


def test_a_parcel_holds_what_is_posted_and_prints_neither_number_nor_text(db: None) -> None:
    sms = make_sms(text="Secret plan", recipient="+447700900123")

    [parcel] = claim()

    assert (parcel.recipient, parcel.text, parcel.reference) == ("+447700900123", "Secret plan", sms.reference)
    assert repr(parcel) == f"Parcel({sms.pk})"


def test_agents_singles_go_before_any_broadcast_however_long_that_waits(db: None) -> None:
    broadcast = make_broadcast()
    old = make_sms(broadcast=broadcast, origin="broadcast", due_at=ago(3600))
    single = make_sms(due_at=ago(1))

    assert pks(claim()) == [single.pk, old.pk]


def test_each_kind_has_a_limit_and_singles_count_against_the_broadcasts(db: None) -> None:
    broadcast = make_broadcast()
    for _ in range(4):
        make_sms()
        make_sms(broadcast=broadcast, origin="broadcast")

    parcels = claim(singles=3, broadcasts=5)

    assert [parcel.broadcast_id for parcel in parcels] == [None] * 3 + [broadcast.pk] * 2


def test_a_claim_is_shared_by_the_broadcasts_that_run(db: None) -> None:
    lanes = [make_broadcast() for _ in range(3)]
    for lane in lanes:
        for _ in range(10):
            make_sms(broadcast=lane, origin="broadcast")

    taken = [parcel.broadcast_id for parcel in claim(broadcasts=9)]

    assert [taken.count(lane.pk) for lane in lanes] == [3, 3, 3]


def test_what_one_broadcast_does_not_need_goes_to_the_next(db: None) -> None:
    small, large = make_broadcast(), make_broadcast()
    make_sms(broadcast=small, origin="broadcast")
    for _ in range(10):
        make_sms(broadcast=large, origin="broadcast")

    taken = [parcel.broadcast_id for parcel in claim(broadcasts=8)]

    assert (taken.count(small.pk), taken.count(large.pk)) == (1, 7)


@pytest.mark.parametrize("status", sorted({*Broadcast.Status.values} - {"running"}))
def test_only_a_running_broadcast_is_claimed_from(db: None, status: str) -> None:
    make_sms(broadcast=make_broadcast(status=status), origin="broadcast")

    assert claim() == []


@pytest.mark.parametrize("closed", [{"is_paused": True}, {"quiet_until": ago(-60)}])
def test_nothing_is_claimed_while_the_gateway_is_paused_or_quiet(db: None, closed: dict[str, Any]) -> None:
    make_sms()
    GatewayState.objects.update(**closed)

    assert claim() == []


def test_claiming_goes_on_when_the_quiet_time_is_over(db: None) -> None:
    make_sms()
    GatewayState.objects.update(quiet_until=ago(1))

    assert len(claim()) == 1


def test_two_claims_at_once_share_no_row(many_connections: None) -> None:
    for _ in range(40):
        make_sms()
    taken: list[int] = []

    def work() -> None:
        while parcels := claim(singles=3, broadcasts=0):
            taken.extend(pks(parcels))

    at_once(4, work)

    assert sorted(taken) == sorted(Sms.objects.values_list("pk", flat=True))


def test_a_claim_does_not_wait_for_rows_that_another_claim_is_taking(many_connections: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, so a claim is never seen half-done.")
    first, second = make_sms(due_at=ago(20)), make_sms(due_at=ago(10))
    taken: list[int] = []

    def work() -> None:
        taken.extend(pks(claim()))

    with transaction.atomic():
        Sms.objects.select_for_update().get(pk=first.pk)
        at_once(1, work)

    assert taken == [second.pk]
