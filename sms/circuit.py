"""The circuit: what answers say about the gateway as a whole. All workers share one state of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from gateway.answers import Answer, Verdict
from sms import pace
from sms.models import GatewayState

# Seconds before the next try after the n-th that never reached Mitto.
UNREACHABLE_DELAYS = (5, 15, 60, 300)
RATE_LIMIT_DELAY = 5.0
# Whatever Mitto asks for, it is asked again after an hour: a slip of its clock must not silence us for good.
LONGEST_DELAY = 3600.0
FORGIVEN_AFTER = timedelta(seconds=60)
# So many answers at once that say nothing, and none that does, are no accident of one message.
SENSELESS = 20


def unreachable_delay(tries: int) -> int:
    return UNREACHABLE_DELAYS[min(tries, len(UNREACHABLE_DELAYS)) - 1]


def rate_limit_delay(answer: Answer) -> float:
    return min(answer.retry_after or RATE_LIMIT_DELAY, LONGEST_DELAY)


@transaction.atomic
def tell_gateway_state(answers: Sequence[Answer]) -> None:
    """Pause on a refused key; slow down on 429; keep quiet while Mitto cannot be reached or makes no sense."""
    by_verdict = {answer.verdict: answer for answer in answers}
    if refused := by_verdict.get(Verdict.UNAUTHORIZED):
        _pause(refused.error[:255])
    if slow := [rate_limit_delay(answer) for answer in answers if answer.verdict == Verdict.RATE_LIMITED]:
        _slow_down(max(slow))
    if Verdict.UNREACHABLE in by_verdict or (len(answers) >= SENSELESS and set(by_verdict) == {Verdict.UNKNOWN}):
        _back_off()


def _pause(reason: str) -> None:
    running = GatewayState.objects.filter(pk=1, is_paused=False)
    running.update(is_paused=True, pause_reason=reason, paused_at=Now())


def _slow_down(seconds: float) -> None:
    """Keep quiet for as long as Mitto asks, and go on at half the pace."""
    state, now = _locked()
    if not _is_quiet(state, now):
        state.slowed_to, state.slowed_at = pace.half_of(pace.rate_of(state, now)), now
    until = now + timedelta(seconds=seconds)
    state.quiet_until = max(until, state.quiet_until or until)
    state.save(update_fields=["slowed_to", "slowed_at", "quiet_until"])


def _back_off() -> None:
    """Keep everybody quiet, longer with each failure that follows soon upon the last.

    Successes write nothing: a while without failures is what forgets them.
    """
    state, now = _locked()
    if _is_quiet(state, now):
        return
    is_in_a_row = state.quiet_until is not None and state.quiet_until + FORGIVEN_AFTER > now
    state.failures_in_a_row = state.failures_in_a_row + 1 if is_in_a_row else 1
    state.quiet_until = now + timedelta(seconds=unreachable_delay(state.failures_in_a_row))
    state.save(update_fields=["failures_in_a_row", "quiet_until"])


def _locked() -> tuple[GatewayState, datetime]:
    state = GatewayState.objects.select_for_update().annotate(now=Now()).get(pk=1)
    return state, state.now


def _is_quiet(state: GatewayState, now: datetime) -> bool:
    """Whether others, whose calls were in the air at the same time, have said so already."""
    return state.quiet_until is not None and state.quiet_until > now
