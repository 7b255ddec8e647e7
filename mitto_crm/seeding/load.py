"""More of everything, for load tests: up to so many leads, members and SMS, in pages of constant size."""

import random
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from crm.models import Campaign, CampaignMember, Lead
from mitto_crm.seeding.installation import OWN_NUMBER
from mitto_crm.seeding.numbers import typed
from mitto_crm.seeding.people import list_lead
from sms import wording
from sms.models import Sms
from sms.status import Status

PAGE = 2000
# Far above the serials of the demo's own people.
FIRST_SERIAL = 100_000


def top_up_leads(wanted: int) -> int:
    """Leads until there are `wanted`; returns how many were added."""
    return sum(len(_add_leads(size)) for size in _pages(wanted - Lead.objects.count()))


def fill_campaign(wanted: int) -> int:
    """A campaign with `wanted` members of its own; an earlier run that stopped half-way is gone on with."""
    campaign, _ = Campaign.objects.get_or_create(name=f"Load test: {wanted:,} members")
    missing = wanted - campaign.members.count()
    for size in _pages(missing):
        with transaction.atomic():
            leads = _add_leads(size)
            CampaignMember.objects.bulk_create(CampaignMember(campaign=campaign, lead=lead) for lead in leads)
    return max(0, missing)


def top_up_sms(wanted: int) -> int:
    """Delivered SMS of the last month until there are `wanted` in all."""
    leads = list(Lead.objects.exclude(mobile_phone_e164="").only("mobile_phone_e164")[:PAGE])
    missing = wanted - Sms.objects.count() if leads else 0
    for size in _pages(missing):
        with transaction.atomic():
            _add_sms([leads[place % len(leads)] for place in range(size)])
    return max(0, missing)


def _pages(count: int) -> Iterator[int]:
    while count > 0:
        yield min(count, PAGE)
        count -= PAGE


def _add_leads(count: int) -> list[Lead]:
    # Numbers go by the highest id there ever was, so no run repeats those of another.
    serial = FIRST_SERIAL + (Lead.objects.aggregate(last=Max("pk"))["last"] or 0)
    rng = random.Random(serial)
    return Lead.objects.bulk_create(
        list_lead(place, mobile=typed("GB", serial + place), country="GB", rng=rng) for place in range(count)
    )


def _add_sms(leads: list[Lead]) -> None:
    rng, now = random.Random(len(leads)), timezone.now()
    text = wording.count("Hello, this is a text of a load test.")
    rows = Sms.objects.bulk_create(
        Sms(
            originator=OWN_NUMBER,
            recipient=lead.mobile_phone_e164,
            text=text.text,
            encoding=text.encoding,
            segments=text.segments,
            lead=lead,
            status=Status.DELIVERED,
            delivery_status="DELIVERED",
            sent_messages=text.segments,
            sent_at=(sent_at := now - timedelta(minutes=rng.randrange(30 * 24 * 60))),
            delivered_at=sent_at + timedelta(seconds=3),
        )
        for lead in leads
    )
    Sms.objects.filter(pk__in=[sms.pk for sms in rows]).update(created_at=F("sent_at"))
