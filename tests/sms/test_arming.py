"""The outbox: the last look before a socket opens, and what becomes of those it holds back."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from optout import reviews, suppression
from sms import outbox
from sms.models import Broadcast, GatewayState, Sms
from tests.factories import ago, make_broadcast, make_sms, new_number
from tests.sms.claims import claim, pks, seconds_left, stored
from tests.threads import at_once


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
    parcels = claim()
    armed: list[int] = []

    def work() -> None:
        armed.extend(pks(outbox.arm(parcels, uuid.uuid4())))

    at_once(3, work)

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
