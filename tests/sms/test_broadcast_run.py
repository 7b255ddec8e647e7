"""A broadcast from launch to the last post: each number once, whatever happens in between."""

import pytest

from crm.models import Campaign
from optout import suppression
from sms import delivery
from sms.broadcasts import build, launch, pause, progress, resume
from sms.models import Broadcast
from sms.sweep import sweep
from tests.conftest import Ready
from tests.factories import make_campaign, make_setup
from tests.sms.loopback import Loopback


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
