"""The review desk: refusals in free words, held until a person decides."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from optout import suppression
from optout.models import ConsentEvent, Review

# 47 CFR 64.1200(a)(10): an opt-out is honoured within ten business days.
BUSINESS_DAYS = 10

What = ConsentEvent.What


def is_held(number: str) -> bool:
    """Whether broadcasts and automations to this number wait for a decision."""
    return Review.objects.open().filter(number=number).exists()


def held_among(numbers: Iterable[str]) -> set[str]:
    return set(Review.objects.open().filter(number__among=numbers).values_list("number", flat=True))


@transaction.atomic
def open_review(*, number: str, text: str, rule: str, sms_reference: str) -> Review:
    """Hold a number until somebody has read this reply."""
    _note(number, What.HELD, wording=text, sms_reference=sms_reference)
    return Review.objects.create(number=number, text=text, rule=rule, sms_reference=sms_reference)


@transaction.atomic
def decide(review: Review, *, is_opt_out: bool, by: Any) -> bool:
    """Settle a review; False when somebody else already had. An opt-out settles all that wait about its number."""
    decision = Review.Decision.OPT_OUT if is_opt_out else Review.Decision.NOT_AN_OPT_OUT
    verdict = {"decision": decision, "decided_at": timezone.now(), "decided_by": by}
    if not Review.objects.open().filter(pk=review.pk).update(**verdict):
        return False
    if is_opt_out:
        Review.objects.open().filter(number=review.number).update(**verdict)
        suppression.opt_out(
            review.number, source="reply", by=by, wording=review.text, sms_reference=review.sms_reference
        )
    else:
        _note(review.number, What.RELEASED, wording=review.text, sms_reference=review.sms_reference, by=by)
    return True


def open_count() -> int:
    """How many replies wait for a decision."""
    return Review.objects.open().count()


def deadline(received_on: date) -> date:
    """The last day to decide: ten business days after the reply, weekends not counted."""
    day, left = received_on, BUSINESS_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _note(number: str, what: str, *, wording: str, sms_reference: str, by: Any = None) -> None:
    is_opted_out = suppression.is_opted_out(number)
    ConsentEvent.objects.create(
        number=number,
        what=what,
        source="reply",
        wording=wording,
        sms_reference=sms_reference,
        by=by,
        was_opted_out=is_opted_out,
        is_opted_out=is_opted_out,
    )
