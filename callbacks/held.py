"""Held reports: tried again until their SMS is known or a day has passed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from callbacks import journal
from callbacks.models import HeldReport, RawEvent
from gateway.callbacks import DeliveryReport
from sms import reports
from sms.models import Sms
from sms.reports import Fate
from sms.status import Status

HOLD_FOR = timedelta(days=1)
BATCH = 500


def match_held() -> int:
    """Apply the held reports whose SMS has become known; returns how many."""
    HeldReport.objects.filter(held_at__lt=Now() - HOLD_FOR).delete()
    return sum(_try_again(held) for name in ("gateway_key", "reference") for held in _now_known(name))


def _now_known(name: str) -> list[HeldReport]:
    """Those whose SMS has this id or reference, and Mitto's answer to it. One question each: OR would use no index."""
    answered = Sms.objects.exclude(gateway_key="", status=Status.POSTING)
    known = answered.filter(**{name: OuterRef(name)}).exclude(**{name: ""})
    return list(HeldReport.objects.filter(Exists(known)).order_by("pk")[:BATCH])


@transaction.atomic
def _try_again(held: HeldReport) -> bool:
    event = RawEvent.objects.get(pk=held.raw_event_id)
    report = journal.parse(event)[held.position]
    assert isinstance(report, DeliveryReport), "only reports are held"
    if reports.apply_report(report) == Fate.UNMATCHED:
        # Its SMS has another receiver, and always will: it must not stand in the way of others.
        HeldReport.objects.filter(pk=held.pk).update(gateway_key="", reference="")
        return False
    held.delete()
    if not event.held_reports.exists():
        RawEvent.objects.filter(pk=event.pk).update(outcome=RawEvent.Outcome.PROCESSED, processed_at=Now())
    return True
