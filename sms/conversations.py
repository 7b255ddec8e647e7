"""Conversations: what went to and came from one number, as a thread that a whole team reads."""

from collections.abc import Iterable
from heapq import merge
from itertools import islice
from operator import attrgetter

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Now

from sms.models import Sms
from sms.models.sms import SmsQuerySet

SHOWN = 50


def threads(*, only_unread: bool = False) -> SmsQuerySet:
    """The newest reply of every number that ever replied: one row for each conversation."""
    same_number = Sms.objects.inbound().filter(originator=OuterRef("originator"))
    found = Sms.objects.inbound().filter(~Exists(same_number.filter(pk__gt=OuterRef("pk"))))
    return found.filter(Exists(same_number.filter(read_at__isnull=True))) if only_unread else found


def other_side(sms: Sms) -> str:
    """The number an SMS was exchanged with."""
    return sms.originator if sms.is_inbound else sms.recipient


def messages_with(number: str, *, limit: int = SHOWN) -> list[Sms]:
    """The newest SMS to and from a number, the oldest of them first.

    Two queries, because one with OR would be sorted as a whole, or read from the newest SMS of all backwards.
    """
    sent = Sms.objects.outbound().filter(recipient=number).newest_first()[:limit]
    received = Sms.objects.inbound().filter(originator=number).order_by("-pk")[:limit]
    newest_first = merge(sent, received, key=attrgetter("pk"), reverse=True)
    return list(islice(newest_first, limit))[::-1] if number else []


def unread_counts(numbers: Iterable[str]) -> dict[str, int]:
    """How many replies of each of these numbers nobody has read."""
    theirs = unread().filter(originator__in=set(numbers))
    return dict(theirs.order_by().values_list("originator").annotate(Count("pk")))


def unread() -> SmsQuerySet:
    """The replies nobody has read."""
    return Sms.objects.inbound().filter(read_at__isnull=True)


def mark_read(number: str) -> int:
    """What one of the team has read, the team has read."""
    return Sms.objects.inbound().filter(originator=number, read_at__isnull=True).update(read_at=Now())


def adopt(number: str, *, lead_id: int) -> int:
    """Give the SMS of a number that belonged to nobody to the lead that was made of it."""
    nobodys = Sms.objects.filter(lead__isnull=True, contact__isnull=True)
    received = nobodys.inbound().filter(originator=number).update(lead_id=lead_id)
    return received + nobodys.outbound().filter(recipient=number).update(lead_id=lead_id)
