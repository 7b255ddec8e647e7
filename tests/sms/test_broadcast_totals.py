"""The totals shown before a broadcast are those of the simulator, which counts parts by code of its own."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from crm.models import Campaign, CampaignMember, Lead
from sms import delivery
from sms.broadcasts import build, launch, progress
from sms.flight import close_flight
from sms.preflight import preflight
from sms.sweep import sweep
from tests.conftest import Ready
from tests.factories import make_campaign
from tests.simulator.conftest import RunningSimulator

MEMBERS = 3000
TEXT = "Hello <%=FirstName|friend%>! " + "Our doors are open, come and see. " * 4
SYLLABLES = ["an", "bö", "çe", "Łu", "🎉", "{", "€", "’", "x" * 20, "", " ", "é", "ni", "^~", "<%=Email%>"]
KINDS = {"gsm": "gsm7", "unicode": "ucs2"}


@pytest.fixture
def simulator(settings: Settings) -> Iterator[RunningSimulator]:
    simulator = RunningSimulator(callback="")
    settings.MITTO_BASE_URL = simulator.url
    yield simulator
    close_flight()
    simulator.stop()


def campaign_of_many_names() -> Campaign:
    rng = random.Random(5)
    leads = Lead.objects.bulk_create(
        Lead(
            first_name="".join(rng.choices(SYLLABLES, k=rng.randrange(6)))[:80],
            last_name="Byron",
            company="Poets",
            # None of those for which the simulator has a fate of its own.
            mobile_phone=f"07400 1{number:05}" if rng.random() < 0.7 else rng.choice(["", "12 34", "none"]),
        )
        for number in range(MEMBERS)
    )
    campaign = make_campaign()
    CampaignMember.objects.bulk_create(CampaignMember(campaign=campaign, lead=lead) for lead in leads)
    return campaign


def test_the_totals_shown_are_what_the_simulator_receives(simulator: RunningSimulator, ready: Ready) -> None:
    campaign = campaign_of_many_names()
    shown = preflight(campaign, TEXT, sender=ready.sender)

    confirmed = {"preflight_digest": shown.digest, "typed_count": shown.recipients}
    broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text=TEXT, **confirmed)
    build(broadcast.pk)
    while delivery.deliver():
        pass
    sweep()

    received = simulator.get("/control/messages")["messages"]
    assert len({sms["to"] for sms in received}) == len(received) == shown.recipients > MEMBERS / 2
    assert Counter(sms["parts"] for sms in received) == shown.histogram
    assert len(shown.histogram) > 2
    assert Counter(KINDS[sms["type"]] for sms in received) == shown.encodings
    assert sum(sms["parts"] for sms in received) == shown.messages == progress(broadcast).sent_messages
    broadcast.refresh_from_db()
    assert (broadcast.status, broadcast.excluded) == ("finished", shown.exclusions)
