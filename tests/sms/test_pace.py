"""The pace: a bucket of SMS parts that all workers share, by the database's clock."""

import threading
import time

import pytest
from django.db import connection
from django.db.models.functions import Now

from sms import delivery, outbox, pace
from sms.models import GatewayState, Sms
from tests.factories import ago, make_broadcast, make_setup, make_sms
from tests.sms.loopback import Loopback


def parcels(*segments: int, is_broadcast: bool = False) -> list[outbox.Parcel]:
    broadcast = make_broadcast() if is_broadcast else None
    for count in segments:
        make_sms(segments=count, broadcast=broadcast)
    return outbox.claim(singles=500, broadcasts=500)


def fill_bucket() -> None:
    GatewayState.objects.update(tokens=0, tokens_at=ago(3600))


def empty_bucket(*, seconds_ago: float = 0) -> None:
    GatewayState.objects.update(tokens=0, tokens_at=ago(seconds_ago))


@pytest.mark.parametrize(("rate", "burst"), [(1, 2), (5, 2), (20, 3), (100, 15), (1000, 150)])
def test_a_full_bucket_lets_a_moments_worth_leave_at_once(db: None, rate: int, burst: int) -> None:
    fill_bucket()

    assert pace.take(parcels(*[1] * 300), rate) == burst


def test_the_bucket_of_a_new_installation_is_full(db: None) -> None:
    assert pace.take(parcels(*[1] * 50), 100) == 15


def test_an_empty_bucket_lets_nothing_leave(db: None) -> None:
    empty_bucket()

    assert pace.take(parcels(1), 1) == 0


def test_tokens_come_back_with_database_time(db: None) -> None:
    empty_bucket(seconds_ago=0.1)

    assert 9 <= pace.take(parcels(*[1] * 50), 100) <= 15


def test_tokens_are_counted_in_parts(db: None) -> None:
    fill_bucket()

    assert pace.take(parcels(8, 8, 8), 100) == 2


@pytest.mark.parametrize("parts", [2, 11])
def test_a_long_text_leaves_the_bucket_in_debt_and_all_wait_until_that_is_paid(db: None, parts: int) -> None:
    waiting = parcels(parts, 1)
    empty_bucket(seconds_ago=0.5)
    assert pace.take(waiting, 1) == 0

    fill_bucket()

    assert pace.take(waiting, 1) == 1
    assert GatewayState.current().tokens == pytest.approx(2 - parts)
    assert pace.take(waiting[1:], 1) == 0


def test_a_long_text_needs_no_more_than_the_short_ones_of_others(db: None) -> None:
    """Other workers take a token as soon as there is one: a text that waited for eight would wait for ever."""
    GatewayState.objects.update(tokens=1, tokens_at=Now())

    assert pace.take(parcels(8), 10) == 1


@pytest.mark.parametrize("rate", [1, 5, 10])
def test_at_the_slowest_pace_one_token_is_kept_for_an_agents_single(db: None, rate: int) -> None:
    fill_bucket()
    assert pace.take(parcels(1, 1, is_broadcast=True), rate) == 1

    single = [parcel for parcel in parcels(1) if parcel.broadcast_id is None]

    assert pace.take(single, rate) == 1


def test_a_tenth_of_the_bucket_is_kept_for_agents_singles(db: None) -> None:
    fill_bucket()
    assert pace.take(parcels(*[1] * 50, is_broadcast=True), 100) == 13

    assert pace.take(parcels(1, 1, 1)[:3], 100) >= 1


def test_workers_at_once_never_take_more_than_there_is(many_connections: None) -> None:
    waiting = parcels(*[1] * 10)
    fill_bucket()
    together, taken = threading.Barrier(4), []

    def work() -> None:
        together.wait()
        taken.append(pace.take(waiting, 50))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 7 <= sum(taken) <= 8 + 50 * (time.monotonic() - began)


def test_the_limit_of_setup_is_held_while_sending(many_connections: None, mitto: Loopback) -> None:
    make_setup(rate_limit=40)
    fill_bucket()
    for _ in range(40):
        make_sms()

    began = time.monotonic()
    delivery.deliver(budget=10)

    assert time.monotonic() - began >= 0.8  # six at once, then forty a second
    assert len(mitto.posts) == Sms.objects.filter(status="sent").count() == 40
