"""Keyword rehearsal: which replies of the last 90 days a keyword more or less would judge differently."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models.functions import Now

from optout.models import Keyword
from optout.verdict import Judgement, judge, normalise
from sms.models import Sms

LOOK_BACK = timedelta(days=90)
# So many of the newest replies are judged again; a page must not take minutes.
MOST_REPLIES = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """A text that would be judged differently, and how many replies said it."""

    text: str
    replies: int
    before: Judgement
    after: Judgement


def rehearse(*, add: str = "", remove: str = "") -> list[Change]:
    """What would change with a keyword more, or one less; the most frequent texts first."""
    before = list(Keyword.objects.values_list("value", flat=True))
    after = [word for word in before if not remove or normalise(word) != normalise(remove)] + ([add] if add else [])
    judged = ((text, replies, *_both(text, before, after)) for text, replies in _recent_texts().most_common())
    return [Change(*each) for each in judged if each[2].verdict != each[3].verdict]


def _both(text: str, before: Iterable[str], after: Iterable[str]) -> tuple[Judgement, Judgement]:
    return judge(text, opt_out_keywords=before), judge(text, opt_out_keywords=after)


def _recent_texts() -> Counter[str]:
    newest = Sms.objects.inbound().filter(created_at__gt=Now() - LOOK_BACK).order_by("-pk")
    return Counter(newest.values_list("text", flat=True)[:MOST_REPLIES])
