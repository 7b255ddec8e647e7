"""Messages to be sent: a campaign of any size, and a broadcast to it whose SMS are made by the product's own hand."""

import os
from datetime import timedelta

import django
from django.db import connection
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitto_crm.settings")
django.setup()

from configuration.models import Configuration, Sender  # noqa: E402
from crm.models import Campaign, CampaignMember, Lead  # noqa: E402
from sms import building, many_rows  # noqa: E402
from sms.models import Broadcast  # noqa: E402

PERSONAL = "Hello <%=FirstName%>, your appointment is tomorrow at ten. Answer STOP to end these texts."
IDENTICAL = "Hello, we open at ten tomorrow and look forward to you. Answer STOP to end these texts."


def set_up(*, is_bulk: bool = False) -> None:
    """A Setup that can send; with `is_bulk` identical texts share calls."""
    setup = Configuration.current()
    setup.product_key, setup.is_bulk_endpoint_used = "a-product-key", is_bulk
    setup.save()
    Sender.objects.create(type="branded", name="MITTO")


def make_campaign(size: int) -> Campaign:
    """A campaign of so many leads, each with a mobile."""
    campaign, now = Campaign.objects.create(name="Benchmark"), timezone.now()
    people = ((f"Number {n}", f"+4477{n:08}", f"+4477{n:08}") for n in range(size))
    pattern = Lead(last_name="Byron", company="Poets", country="GB", created_at=now, changed_at=now)
    many_rows.insert(people, like=pattern, columns=("first_name", "mobile_phone", "mobile_phone_e164"))
    members = ((pk,) for pk in Lead.objects.order_by("pk").values_list("pk", flat=True))
    many_rows.insert(members, like=CampaignMember(campaign=campaign, created_at=now), columns=("lead_id",))
    analyse()
    return campaign


def unbuilt_broadcast(campaign: Campaign, text: str) -> Broadcast:
    now = timezone.now()
    last_member = campaign.members.order_by("-pk").values_list("pk", flat=True)[0]
    times = {"starts_at": now, "send_before": now + timedelta(days=1)}
    return Broadcast.objects.create(
        campaign=campaign, sender=Sender.objects.get(), originator="MITTO", text=text, last_member=last_member, **times
    )


def paused_broadcast(size: int, *, is_bulk: bool = False) -> Broadcast:
    """A broadcast of `size` messages that are all stored and wait to be let go."""
    set_up(is_bulk=is_bulk)
    broadcast = unbuilt_broadcast(make_campaign(size), IDENTICAL if is_bulk else PERSONAL)
    building.build(broadcast.pk)
    Broadcast.objects.filter(pk=broadcast.pk, status="running").update(status="paused")
    analyse()
    return Broadcast.objects.get(pk=broadcast.pk)


def analyse() -> None:
    """What autovacuum does a minute later anyway."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
