"""List and record pages with 100 leads and ten SMS each, then 100,000 and 1,000,000: queries and times, as ratios.

``python -m tests.services python -m benchmarks.pages [LEADS SMS]``; the database DATABASE_URL names must be empty.
"""

# ruff: noqa: E402  the settings must be known before models are imported

import json
import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone

from benchmarks.campaigns import LOOKS, analyse, signed_in, timed
from crm.models import Campaign, CampaignMember, Lead
from mitto_crm.seeding.load import top_up_leads
from sms import many_rows
from sms.models import Broadcast, Sms
from sms.models.sms import new_reference
from sms.status import Status
from tests.factories import make_broadcast, make_contact, make_sender, make_setup, make_template

FEW = 100
OURS = "+447700900000"
EACH = 10  # SMS per person, the last of them a reply
MONTH = timedelta(days=30)
COLUMNS = (
    *("reference", "direction", "origin", "status", "originator", "recipient", "lead_id", "created_at"),
    *("delivery_status", "gateway_key", "gateway_id", "broadcast_id"),
)

Figures = dict[str, Any]


def main(leads: int = 100_000, sms: int = 1_000_000) -> Figures:
    """Median seconds and queries of each page with few rows and with many, and what the many cost."""
    setup_test_environment()
    sides = [Side("few", FEW, FEW * EACH), Side("many", leads, sms)]
    pages = {name: [side.address(name) for side in sides] for name in sides[0].addresses}
    return {
        "database": connection.vendor,
        "looks": LOOKS,
        "pages": {name: compared(sides, addresses) for name, addresses in pages.items()},
    }


class Side:
    """A database of its own with so many rows, and somebody who is logged in there."""

    def __init__(self, name: str, leads: int, sms: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {**self.connection.settings_dict, "NAME": name}
        self.name = name
        self.enter()
        call_command("migrate", verbosity=0)
        make_setup()
        make_sender(name=OURS)
        make_contact()
        make_template()
        Campaign.objects.create(name="Everybody")
        fill(leads, sms)
        analyse()
        self.browser, self.addresses = signed_in(), dict(addresses())

    def enter(self) -> None:
        connections["default"] = self.connection
        cache.key_prefix = self.name

    def address(self, name: str) -> str:
        return self.addresses[name]

    def queries(self, url: str) -> int:
        self.enter()
        self.browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert self.browser.get(url).status_code == 200
        return len(queries)

    def look(self, url: str) -> float:
        self.enter()
        return timed(lambda: self.browser.get(url))


def compared(sides: Sequence[Side], addresses: Sequence[str]) -> Figures:
    """By turns, so that whatever else the machine does meets both alike."""
    pairs = list(zip(sides, addresses, strict=True))
    queries = [side.queries(url) for side, url in pairs]
    looks = [[side.look(url) for side, url in pairs] for _ in range(LOOKS)]
    few, many = (statistics.median(times) for times in zip(*looks, strict=True))
    return {"queries": queries, "seconds": [few, many], "many to few": many / few}


def fill(leads: int, sms: int) -> None:
    top_up_leads(leads)
    campaign = Campaign.objects.get()
    known = CampaignMember.objects.filter(campaign=campaign).values("lead")
    newcomers = Lead.objects.exclude(pk__in=known).order_by("pk").values_list("pk")
    many_rows.insert(
        list(newcomers), like=CampaignMember(campaign=campaign, created_at=timezone.now()), columns=("lead_id",)
    )
    broadcast = Broadcast.objects.first() or make_broadcast(campaign=campaign, status="finished")
    like = Sms(campaign=campaign, text="Hello, this is a text of a load test.", segments=1)
    missing = sms - Sms.objects.count()
    # Read before the rows are copied: one connection does one thing at a time.
    people = list(
        Lead.objects.filter(sms=None).order_by("pk").values_list("pk", "mobile_phone_e164")[: missing // EACH]
    )
    many_rows.insert(sms_rows(missing, people, broadcast.pk), like=like, columns=COLUMNS)


def sms_rows(count: int, people: list[tuple[int, str]], broadcast: int) -> Iterator[tuple[Any, ...]]:
    """A month of SMS, the oldest first: each person has a few, the first of them from the broadcast."""
    start = timezone.now() - MONTH
    for place in range(count):
        turn, who = divmod(place, len(people))
        row = reply_row if turn == EACH - 1 else sent_row
        yield (*row(people[who], start + MONTH * (place / count)), None if turn else broadcast)


def sent_row(person: tuple[int, str], at: datetime) -> tuple[Any, ...]:
    lead, number = person
    reference = new_reference()
    ids = ("DELIVERED", reference, reference)
    return (reference, Sms.Direction.OUTBOUND, Sms.Origin.BROADCAST, Status.DELIVERED, OURS, number, lead, at, *ids)


def reply_row(person: tuple[int, str], at: datetime) -> tuple[Any, ...]:
    lead, number = person
    reference = new_reference()
    ids = ("", reference, reference)
    return (reference, Sms.Direction.INBOUND, Sms.Origin.REPLY, Status.RECEIVED, number, OURS, lead, at, *ids)


def addresses() -> list[tuple[str, str]]:
    """Every list, the middle of the longest, and a record of each kind."""
    lists = ("/leads/", "/contacts/", "/campaigns/", "/broadcasts/", "/sms/", "/inbox/", "/templates/")
    newest, middle = Sms.objects.latest("pk"), Sms.objects.order_by("pk")[Sms.objects.count() // 2]
    campaign, lead = Campaign.objects.get(), newest.lead
    assert lead is not None, "every SMS has one"
    return [
        ("/", "/"),
        *((url, url) for url in lists),
        ("/leads/ by name", "/leads/?sort=name"),
        ("/leads/ from the middle", f"/leads/?after={Lead.objects.order_by('pk')[Lead.objects.count() // 2].pk}"),
        ("/sms/ from the middle", f"/sms/?after={middle.pk}"),
        ("/sms/ of one status", "/sms/?status=unknown"),
        ("/sms/ of one lead", f"/sms/?lead={lead.pk}"),
        ("lead", lead.get_absolute_url()),
        ("campaign", campaign.get_absolute_url()),
        ("members", f"{campaign.get_absolute_url()}members/"),
        ("broadcast", Broadcast.objects.latest("pk").get_absolute_url()),
        ("sms", newest.get_absolute_url()),
        ("conversation", f"/inbox/{newest.pk}/"),
    ]


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=2))
