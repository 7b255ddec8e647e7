"""Campaigns of 100 to 100,000 members: pre-flight, building and the pages, as ratios inside one run.

``python -m benchmarks.campaigns [TINY SMALL LARGE]`` on the empty database that DATABASE_URL names.
"""

# ruff: noqa: E402  the settings must be known before models are imported

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.test.utils import setup_test_environment

from crm.models import Campaign, CampaignMember
from mitto_crm.seeding.load import fill_campaign
from sms import building, wording
from sms.broadcasts import progress
from sms.models import Broadcast, Sms
from sms.preflight import preflight
from templates_app.merge import compile_text
from tests.factories import ago, make_broadcast, make_sender, make_setup, make_user

TEXT = (
    "Hello <%=FirstName%> <%=LastName%>, our doors are open on Saturday from ten o'clock. "
    "Bring a friend and this text, and tea is on us."
)
STREAMED = 2000
LOOKS = 21
FEWEST = 100  # members of the campaign whose page a large one is compared with
# A short measurement is repeated: together they then weigh as much as a long one.
ENOUGH = 30_000

Figures = dict[str, Any]


def main(tiny: int = 1000, small: int = 10_000, large: int = 100_000) -> Figures:
    """Measure; times are seconds, rates are members per second.

    What is compared is measured in turns, because a machine is not equally fast all the time: the small campaign
    before and after the large one, pages look by look.
    """
    call_command("migrate", verbosity=0)
    make_setup()
    make_sender()
    setup_test_environment()
    fewest, few, some, many = (new_campaign(size) for size in (min(FEWEST, tiny), tiny, small, large))
    analyse()
    before, found, after = measure(some), measure(many), measure(some)
    progress_pages = look_at(*(built_broadcast(campaign).get_absolute_url() for campaign in (few, many)))
    campaign_pages = look_at(*(campaign.get_absolute_url() for campaign in (fewest, many)))
    return {
        "database": connection.vendor,
        "sizes": {small: before, large: found},
        "preflight per member, large to small": per_member("preflight per second", before, found, after),
        "building per member, large to small": per_member("built per second", before, found, after),
        "progress pages": progress_pages,
        "progress page, large to tiny": progress_pages[1] / progress_pages[0],
        "campaign pages": campaign_pages,
        "campaign page, large to tiny": campaign_pages[1] / campaign_pages[0],
    }


def new_campaign(size: int) -> Campaign:
    fill_campaign(size)
    return Campaign.objects.get(name=f"Load test: {size:,} members")


def measure(campaign: Campaign) -> Figures:
    size = campaign.members.count()
    broadcasts = [new_broadcast(campaign) for _ in range(max(1, ENOUGH // size))]
    rendered = statistics.median(timed(lambda: preflight(campaign, TEXT)) for _ in broadcasts)
    built = statistics.median(timed(lambda each=each: building.build(each.pk)) for each in broadcasts)  # type: ignore[misc]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    streamed = timed(lambda: stream(campaign))
    assert progress(broadcasts[0]).total == size
    return {
        "preflight per second": size / rendered,
        "built per second": size / built,
        "streamed bulk_create per second": size / streamed,
        "building to bulk_create": streamed / built,
        "peak megabytes": peak,
    }


def per_member(rate: str, before: Figures, large: Figures, after: Figures) -> float:
    """What a member of the large campaign costs, in what one of the small costs."""
    return float(statistics.mean((before[rate], after[rate])) / large[rate])


def built_broadcast(campaign: Campaign) -> Broadcast:
    broadcast = new_broadcast(campaign)
    building.build(broadcast.pk)
    return broadcast


def new_broadcast(campaign: Campaign) -> Broadcast:
    last = campaign.members.aggregate(last=Max("pk"))["last"]
    return make_broadcast(campaign=campaign, status="building", text=TEXT, last_member=last, starts_at=ago(0))


def stream(campaign: Campaign) -> None:
    """The usual way to make the same rows: model instances, streamed in pages so that memory stays constant."""
    broadcast, text = make_broadcast(campaign=campaign), compile_text(TEXT)
    columns = ("lead_id", "lead__mobile_phone_e164", *(f"lead__{name}" for name in text.attributes))
    members = CampaignMember.objects.filter(campaign=campaign).order_by("pk").values_list(*columns)
    page: list[Sms] = []
    for lead_id, number, *values in members.iterator(chunk_size=STREAMED):
        counted = wording.count(text.render_row(values))
        page.append(
            Sms(
                origin=Sms.Origin.BROADCAST,
                originator=broadcast.originator,
                recipient=number,
                text=counted.text,
                encoding=counted.encoding,
                segments=counted.segments,
                lead_id=lead_id,
                campaign=campaign,
                broadcast=broadcast,
                due_at=broadcast.created_at,
                send_before=broadcast.send_before,
            )
        )
        if len(page) == STREAMED:
            Sms.objects.bulk_create(page)
            page.clear()
    Sms.objects.bulk_create(page)


def analyse() -> None:
    """What autovacuum does within minutes anyway."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def signed_in() -> Client:
    browser = Client()
    browser.force_login(make_user("manager"))
    return browser


def look_at(*urls: str) -> list[float]:
    """The median times of pages that are opened in turns."""
    browser = signed_in()
    times: dict[str, list[float]] = {url: [] for url in urls}
    for _ in range(LOOKS):
        for url in urls:
            times[url].append(timed(lambda url=url: browser.get(url)))  # type: ignore[misc]
    assert all(browser.get(url).status_code == 200 for url in urls)
    return [statistics.median(each) for each in times.values()]


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=2))
