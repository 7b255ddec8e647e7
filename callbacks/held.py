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

HOLD_FOR = timedelta(days=1)
BATCH = 500


def match_held() -> int:
    """Apply the held reports whose SMS has become known; returns how many."""
    HeldReport.objects.filter(held_at__lt=Now() - HOLD_FOR).delete()
    known = Sms.objects.filter(gateway_key=OuterRef("gateway_key")).exclude(gateway_key="")
    return sum(_try_again(held) for held in HeldReport.objects.filter(Exists(known)).order_by("pk")[:BATCH])


@transaction.atomic
def _try_again(held: HeldReport) -> bool:
    event = RawEvent.objects.get(pk=held.raw_event_id)
    report = journal.parse(event)[held.position]
    assert isinstance(report, DeliveryReport), "only reports are held"
    if reports.apply_report(report) == Fate.UNMATCHED:
        return False
    held.delete()
    if not event.held_reports.exists():
        RawEvent.objects.filter(pk=event.pk).update(outcome=RawEvent.Outcome.PROCESSED, processed_at=Now())
    return True
