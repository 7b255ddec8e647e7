"""A broadcast from pre-flight to the last post: what was promised is what the gateway receives, each number once."""

import random
from collections import Counter

import pytest

from crm.models import Campaign, CampaignMember, Lead
from gateway.segments import segment
from optout import suppression
from sms import delivery
from sms.broadcasts import build, launch, pause, progress, resume
from sms.models import Broadcast
from sms.preflight import preflight
from sms.sweep import sweep
from tests.conftest import Ready
from tests.factories import make_campaign, make_setup, next_mobile
from tests.sms.loopback import Loopback

TEXT = "Hello <%=FirstName|friend%>! " + "Our doors are open, come and see. " * 4
SYLLABLES = ["an", "bö", "çe", "Łu", "🎉", "{", "€", "’", "x" * 20, "", " ", "é", "ni", "<%=Email%>"]


def campaign_of_many_names(count: int) -> Campaign:
    rng = random.Random(5)
    campaign = make_campaign()
    leads = Lead.objects.bulk_create(
        Lead(
            first_name="".join(rng.choices(SYLLABLES, k=rng.randrange(6)))[:80],
            last_name="Byron",
            company="Poets",
            mobile_phone=next_mobile() if rng.random() < 0.7 else rng.choice(["", "12 34", "none"]),
        )
        for _ in range(count)
    )
    CampaignMember.objects.bulk_create(CampaignMember(campaign=campaign, lead=lead) for lead in leads)
    return campaign


def started(ready: Ready, campaign: Campaign, text: str = "Hello <%=FirstName%>") -> Broadcast:
    broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text=text)
    build(broadcast.pk)
    broadcast.refresh_from_db()
    return broadcast


def deliver_a_few() -> None:
    make_setup(rate_limit=20)
    delivery.deliver(budget=0.1)
    make_setup(rate_limit=None)


def deliver_everything() -> None:
    while delivery.deliver():
        pass
    sweep()


def test_the_totals_shown_are_what_the_gateway_receives(mitto: Loopback, ready: Ready) -> None:
    campaign = campaign_of_many_names(2000)
    found = preflight(campaign, TEXT, sender=ready.sender)

    broadcast = started(ready, campaign, TEXT)
    deliver_everything()

    received = [segment(post["text"]) for post in mitto.posts]
    assert len(received) == found.recipients
    assert Counter(each.segments for each in received) == found.histogram
    assert sum(each.segments for each in received) == found.messages
    assert Counter(post["type"] for post in mitto.posts) == {
        "GSM": found.encodings["gsm7"],
        "Unicode": found.encodings["ucs2"],
    }
    assert broadcast.excluded == found.exclusions
    broadcast.refresh_from_db()
    assert broadcast.status == "finished"


def test_each_number_is_posted_once_whatever_is_paused_and_resumed(mitto: Loopback, ready: Ready) -> None:
    broadcast = started(ready, make_campaign(members=150))
    deliver_a_few()
    pause(broadcast, by="somebody")
    deliver_everything()
    posted = len(mitto.posts)
    assert 0 < posted < 150

    assert resume(broadcast, by="somebody")
    deliver_everything()

    assert len({post["to"] for post in mitto.posts}) == len(mitto.posts) == 150


def test_nobody_is_posted_to_after_they_opted_out_mid_run(mitto: Loopback, ready: Ready) -> None:
    broadcast = started(ready, make_campaign(members=150))
    deliver_a_few()
    waiting = broadcast.sms.filter(status="queued").latest("pk")
    assert waiting.recipient not in {post["to"] for post in mitto.posts}

    suppression.opt_out(waiting.recipient, source="reply")
    deliver_everything()

    assert waiting.recipient not in {post["to"] for post in mitto.posts}
    assert progress(broadcast).counts == {"sent": 149, "skipped": 1}


@pytest.mark.parametrize("members", [1, 3])
def test_a_broadcast_whose_campaign_is_deleted_mid_run_still_reaches_everybody(
    mitto: Loopback, ready: Ready, members: int
) -> None:
    campaign = make_campaign(members=members)
    broadcast = started(ready, campaign)
    campaign.delete()

    deliver_everything()

    assert len(mitto.posts) == members
    assert progress(broadcast).counts == {"sent": members}
