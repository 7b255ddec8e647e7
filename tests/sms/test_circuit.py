"""The circuit: a refused key pauses, a 429 slows down, and what cannot be reached or makes no sense is left alone."""

from dataclasses import replace

import pytest
from django.db.models import F
from django.db.models.functions import Now

from gateway.answers import Answer, Verdict
from sms import pace
from sms.circuit import SENSELESS, tell_gateway_state
from sms.models import GatewayState
from tests.factories import ago, make_setup

ACCEPTED = Answer(Verdict.ACCEPTED, gateway_id="id")
LIMITED = Answer(Verdict.RATE_LIMITED, error="Mitto asked for a slower pace (HTTP 429).")
UNAUTHORIZED = Answer(Verdict.UNAUTHORIZED, error="Mitto refused the product key (HTTP 401).")
UNREACHABLE = Answer(Verdict.UNREACHABLE, error="Mitto could not be reached. Nothing was sent.")
UNKNOWN = Answer(Verdict.UNKNOWN, error="The connection failed before Mitto answered. It may have been sent.")


def quiet_for() -> float:
    state = GatewayState.objects.annotate(left=F("quiet_until") - Now()).get()
    return float(state.left.total_seconds()) if state.left else 0.0


def limit_again(*, after: float) -> None:
    """Another 429, so many seconds after the last."""
    GatewayState.objects.update(quiet_until=None, slowed_at=ago(after))
    tell_gateway_state([LIMITED])


def test_a_refused_key_pauses_the_gateway_and_says_why(db: None) -> None:
    tell_gateway_state([UNAUTHORIZED])

    state = GatewayState.current()
    assert (state.is_paused, state.pause_reason) == (True, "Mitto refused the product key (HTTP 401).")
    assert state.paused_at is not None


def test_a_later_refusal_leaves_the_first_pause_as_it_is(db: None) -> None:
    GatewayState.objects.update(is_paused=True, pause_reason="first", paused_at=ago(100))
    before = GatewayState.objects.values().get()

    tell_gateway_state([UNAUTHORIZED])

    assert GatewayState.objects.values().get() == before


@pytest.mark.parametrize(("retry_after", "seconds"), [(None, 5), (30.0, 30), (1e9, 3600)])
def test_a_429_keeps_the_gateway_quiet_for_as_long_as_mitto_asks(
    db: None, retry_after: float | None, seconds: int
) -> None:
    tell_gateway_state([replace(LIMITED, retry_after=retry_after)])

    assert seconds - 4 < quiet_for() <= seconds


def test_the_longest_wait_of_several_429s_counts(db: None) -> None:
    tell_gateway_state([replace(LIMITED, retry_after=60.0), LIMITED])
    tell_gateway_state([LIMITED])

    assert 55 < quiet_for() <= 60


def test_failures_to_connect_keep_everybody_quiet_ever_longer(db: None) -> None:
    quiet = []
    for _ in range(5):
        tell_gateway_state([UNREACHABLE] * 100)
        quiet.append(round(quiet_for() / 5) * 5)
        GatewayState.objects.update(quiet_until=ago(1))

    assert quiet == [5, 15, 60, 300, 300]


def test_a_burst_of_failures_counts_once(db: None) -> None:
    for _ in range(10):
        tell_gateway_state([UNREACHABLE])

    assert quiet_for() <= 5


def test_failures_long_ago_are_forgiven(db: None) -> None:
    GatewayState.objects.update(failures_in_a_row=7, quiet_until=ago(120))

    tell_gateway_state([UNREACHABLE])

    assert quiet_for() <= 5


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.REFUSED, Verdict.INTERNAL_ERROR, Verdict.UNKNOWN])
def test_other_answers_leave_the_gateway_open(db: None, verdict: Verdict) -> None:
    tell_gateway_state([Answer(verdict)])

    state = GatewayState.current()
    assert (state.is_paused, state.quiet_until, state.slowed_to) == (False, None, None)


def test_a_gateway_that_makes_no_sense_is_left_alone_for_a_while(db: None) -> None:
    """A broken proxy in front of Mitto would otherwise make a whole broadcast unknown within seconds."""
    tell_gateway_state([UNKNOWN] * SENSELESS)

    assert 4 < quiet_for() <= 5


@pytest.mark.parametrize("answers", [[UNKNOWN] * (SENSELESS - 1), [UNKNOWN] * SENSELESS * 2 + [ACCEPTED]])
def test_a_few_messages_without_an_answer_stop_nobody(db: None, answers: list[Answer]) -> None:
    tell_gateway_state(answers)

    assert quiet_for() == 0


@pytest.mark.parametrize(("limit", "slowed"), [(None, 200), (50, 25), (1000, 500), (1, 1)])
def test_a_429_halves_the_pace(db: None, limit: int | None, slowed: float) -> None:
    make_setup(rate_limit=limit)

    tell_gateway_state([LIMITED])

    assert pace.current_rate() == pytest.approx(slowed, rel=0.1)


def test_a_burst_of_429s_halves_it_once_and_a_later_one_again(db: None) -> None:
    make_setup(rate_limit=80)
    for _ in range(10):
        tell_gateway_state([LIMITED])
    assert pace.current_rate() == pytest.approx(40, rel=0.1)

    limit_again(after=0)

    assert pace.current_rate() == pytest.approx(20, rel=0.1)


@pytest.mark.parametrize(("seconds", "rate"), [(30, 20), (60, 40), (120, 80), (100_000, 80)])
def test_the_pace_recovers_by_itself_up_to_the_limit(db: None, seconds: float, rate: float) -> None:
    make_setup(rate_limit=80)
    GatewayState.objects.update(slowed_to=10, slowed_at=ago(seconds))

    assert pace.current_rate() == pytest.approx(rate, rel=0.1)


def test_without_a_limit_it_recovers_to_none_and_slows_down_from_there(db: None) -> None:
    tell_gateway_state([LIMITED])
    GatewayState.objects.update(slowed_at=ago(pace.FORGOTTEN_AFTER))
    assert pace.current_rate() == float("inf")

    limit_again(after=pace.FORGOTTEN_AFTER - 1)

    assert pace.current_rate() == pytest.approx(200, rel=0.1)
