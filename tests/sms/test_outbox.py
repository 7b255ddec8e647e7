"""The outbox: who is claimed first, and the last look before a socket opens."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from optout import reviews, suppression
from sms import outbox
from sms.models import Broadcast, GatewayState, Sms
from sms.outbox import Parcel
from tests.factories import ago, make_broadcast, make_sms, new_number

EVERYTHING = {"singles": 500, "broadcasts": 500}


def claim(**limits: int) -> list[Parcel]:
    return outbox.claim(**EVERYTHING | limits)


def pks(parcels: list[Parcel]) -> list[int]:
    return [parcel.pk for parcel in parcels]


def stored(sms: Sms | Parcel) -> Sms:
    return Sms.objects.get(pk=sms.pk)


def seconds_left(sms: Sms | Parcel, field: str) -> float:
    row = Sms.objects.annotate(left=F(field) - Now()).get(pk=sms.pk)
    return float(row.left.total_seconds())


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
    together, taken = threading.Barrier(4), []

    def work() -> None:
        together.wait()
        while parcels := claim(singles=3, broadcasts=0):
            taken.extend(pks(parcels))
        connection.close()

    in_threads(work, 4)

    assert sorted(taken) == sorted(Sms.objects.values_list("pk", flat=True))


def test_a_claim_does_not_wait_for_rows_that_another_claim_is_taking(many_connections: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, so a claim is never seen half-done.")
    first, second = make_sms(due_at=ago(20)), make_sms(due_at=ago(10))
    taken: list[int] = []

    def work() -> None:
        taken.extend(pks(claim()))
        connection.close()

    with transaction.atomic():
        Sms.objects.select_for_update().get(pk=first.pk)
        in_threads(work, 1)

    assert taken == [second.pk]


def test_arming_sets_posting_with_the_attempt_and_a_lease_longer_than_a_post(db: None) -> None:
    make_sms()
    parcels, attempt_id = claim(), uuid.uuid4()

    assert outbox.arm(parcels, attempt_id) == parcels

    row = stored(parcels[0])
    assert (row.status, row.attempt_id, row.tries) == ("posting", attempt_id, 1)
    assert 55 < seconds_left(row, "lease_until") <= 60  # the claim's, which is longer


def test_arming_prolongs_a_lease_that_would_end_during_the_post(db: None) -> None:
    make_sms()
    parcels = claim()
    Sms.objects.update(lease_until=ago(-10))

    outbox.arm(parcels, uuid.uuid4())

    assert 35 < seconds_left(stored(parcels[0]), "lease_until") <= 40


def test_arming_a_batch_takes_one_statement(db: None, django_assert_num_queries: Any) -> None:
    for _ in range(100):
        make_sms()
    parcels = claim()

    with django_assert_num_queries(1):
        armed = outbox.arm(parcels, uuid.uuid4())

    assert len(armed) == 100


def suppress(sms: Sms) -> None:
    suppression.opt_out(sms.recipient, source="person")


def hold(sms: Sms) -> None:
    reviews.open_review(number=sms.recipient, text="leave me alone", rule="r", sms_reference="")


def change(sms: Sms, **values: Any) -> None:
    Sms.objects.filter(pk=sms.pk).update(**values)


def change_broadcast(sms: Sms, **values: Any) -> None:
    Broadcast.objects.filter(pk=sms.broadcast_id).update(**values)


SURPRISES: dict[str, tuple[Callable[[Sms], Any], str, str]] = {
    "opted out": (suppress, "skipped", "opted_out"),
    "held for review": (hold, "skipped", "held"),
    "opted out and held": (lambda sms: (hold(sms), suppress(sms)), "skipped", "opted_out"),
    "late": (lambda sms: change(sms, send_before=ago(1)), "skipped", "too_late"),
    "its broadcast paused": (lambda sms: change_broadcast(sms, status="paused"), "queued", ""),
    "its broadcast cancelled": (lambda sms: change_broadcast(sms, status="cancelled"), "queued", ""),
    "the gateway paused": (lambda sms: GatewayState.objects.update(is_paused=True), "queued", ""),
    "the gateway quiet": (lambda sms: GatewayState.objects.update(quiet_until=ago(-60)), "queued", ""),
    "its lease over": (lambda sms: change(sms, lease_until=ago(1)), "queued", ""),
}


@pytest.mark.parametrize("surprise", SURPRISES)
def test_whatever_changed_since_the_claim_is_seen_when_arming(db: None, surprise: str) -> None:
    happens, status, skip_reason = SURPRISES[surprise]
    sms = make_sms(broadcast=make_broadcast(), origin="broadcast")
    parcels = claim()
    happens(sms)

    assert outbox.arm(parcels, uuid.uuid4()) == []

    row = stored(sms)
    assert (row.status, row.skip_reason) == (status, skip_reason)
    assert (row.claim_id, row.lease_until, row.attempt_id, row.tries) == (None, None, None, 0)


def test_what_changed_for_one_leaves_the_others_of_the_batch_armed(db: None) -> None:
    first, second, third = make_sms(due_at=ago(9)), make_sms(due_at=ago(8)), make_sms(due_at=ago(7))
    parcels = claim()
    suppress(second)

    armed = outbox.arm(parcels, uuid.uuid4())

    assert pks(armed) == [first.pk, third.pk]
    assert stored(second).status == "skipped"


@pytest.mark.parametrize(
    "taken",
    [
        {"claim_id": uuid.uuid4()},
        {"status": "posting", "attempt_id": uuid.uuid4()},
        {"status": "delivered"},
        {"status": "cancelled", "claim_id": None},
    ],
)
def test_a_row_that_is_no_longer_this_claims_is_left_as_it_is(db: None, taken: dict[str, Any]) -> None:
    sms = make_sms()
    parcels = claim()
    change(sms, **taken)
    before = Sms.objects.filter(pk=sms.pk).values().get()

    assert outbox.arm(parcels, uuid.uuid4()) == []

    assert Sms.objects.filter(pk=sms.pk).values().get() == before


@pytest.mark.parametrize(("origin", "leaves"), [("person", True), ("confirmation", True), ("api", False)])
@pytest.mark.parametrize("is_broadcast", [False, True])
def test_a_review_holds_all_but_a_persons_own_texts(db: None, origin: str, leaves: bool, is_broadcast: bool) -> None:
    values = {"broadcast": make_broadcast(), "origin": "broadcast"} if is_broadcast else {"origin": origin}
    sms = make_sms(**values)
    hold(sms)

    armed = outbox.arm(claim(), uuid.uuid4())

    assert bool(armed) == (leaves and not is_broadcast)


@pytest.mark.parametrize("origin", sorted({*Sms.Origin.values} - {"reply"}))
def test_an_opt_out_stops_everything_but_its_own_confirmation(db: None, origin: str) -> None:
    sms = make_sms(origin=origin)
    suppress(sms)

    armed = outbox.arm(claim(), uuid.uuid4())

    assert bool(armed) == (origin == "confirmation")


def test_an_opt_out_that_was_cleared_stops_nothing(db: None) -> None:
    sms = make_sms()
    suppress(sms)
    suppression.clear(sms.recipient, by=None, reason="Asked to be texted again")

    assert len(outbox.arm(claim(), uuid.uuid4())) == 1


def test_an_opt_out_of_another_number_stops_nothing(db: None) -> None:
    make_sms()
    suppression.opt_out(new_number(), source="person")

    assert len(outbox.arm(claim(), uuid.uuid4())) == 1


def test_two_workers_with_the_same_parcels_arm_each_row_once(many_connections: None) -> None:
    for _ in range(30):
        make_sms()
    parcels, together, armed = claim(), threading.Barrier(3), []

    def work() -> None:
        together.wait()
        armed.extend(pks(outbox.arm(parcels, uuid.uuid4())))
        connection.close()

    in_threads(work, 3)

    assert sorted(armed) == sorted(pks(parcels))


def test_a_claim_let_go_is_due_again_at_once(db: None) -> None:
    make_sms()
    parcels = claim()

    outbox.dismiss(parcels)

    assert pks(claim()) == pks(parcels)


def test_letting_go_gives_each_row_its_own_reason(db: None) -> None:
    opted_out, held, late, fine = (make_sms(origin="api") for _ in range(4))
    parcels = claim()
    suppress(opted_out)
    hold(held)
    change(late, send_before=ago(1))

    outbox.dismiss(parcels)

    rows = [stored(sms) for sms in (opted_out, held, late, fine)]
    assert [(row.status, row.skip_reason) for row in rows] == [
        ("skipped", "opted_out"),
        ("skipped", "held"),
        ("skipped", "too_late"),
        ("queued", ""),
    ]


def in_threads(work: Callable[[], None], how_many: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
