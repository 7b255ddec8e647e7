"""What Home says needs attention, and to whom."""

import pytest
from django.contrib.auth.models import User

from configuration.models import Sender
from optout.reviews import open_review
from record_pages.attention import matters
from sms.models import GatewayState
from tests.factories import ago, make_broadcast, make_campaign, make_sender, make_setup, make_sms


@pytest.fixture(autouse=True)
def ready_to_send(db: None) -> None:
    make_setup()
    make_sender()


def sentences(user: User) -> list[str]:
    return [matter.sentence for matter in matters(user)]


def test_nothing_is_calm(agent: User, manager: User, admin: User) -> None:
    assert not matters(agent) + matters(manager) + matters(admin)


def test_a_paused_gateway_is_put_right_by_admins(agent: User, admin: User) -> None:
    GatewayState.objects.update_or_create(pk=1, defaults={"is_paused": True, "pause_reason": "Mitto refused the key."})
    for user, url in ((agent, ""), (admin, "/setup/")):
        assert [(matter.sentence, matter.url) for matter in matters(user)] == [
            ("Sending is paused: Mitto refused the key.", url)
        ]


def test_what_setup_lacks_leads_where_it_is_put_right(admin: User) -> None:
    make_setup(product_key="")
    Sender.objects.all().delete()
    assert [(matter.sentence, matter.url) for matter in matters(admin)] == [
        ("Setup has no product key yet.", "/setup/"),
        ("There is no default sender yet.", "/admin/configuration/sender/add/"),
    ]


def test_unknown_sms_are_counted(agent: User) -> None:
    for _sms in range(2):
        make_sms(status="unknown")
    assert sentences(agent) == ["Nobody can know whether 2 SMS reached Mitto. They are not sent again by themselves."]


def test_reviews_wait_for_those_who_may_decide(agent: User, manager: User) -> None:
    open_review(number="+447400123456", text="Leave me alone", rule="refusal", sms_reference="a")
    assert not matters(agent)
    assert sentences(manager) == ["1 reply may be an opt-out and waits for a decision."]


@pytest.mark.parametrize(("status", "waits"), [("paused", True), ("missed", True), ("running", False)])
def test_a_stuck_broadcast_is_named_with_its_reason(manager: User, status: str, waits: bool) -> None:
    make_broadcast(status=status, campaign=make_campaign(name="Open day"), pause_reason="Too many failed.")
    sentence = f"The broadcast to “Open day” is {status}. Too many failed."
    assert sentences(manager) == ([sentence] if waits else [])


def test_a_silent_callback_is_told_to_admins(manager: User, admin: User) -> None:
    for _sms in range(10):
        make_sms(status="sent", sent_at=ago(3600))
    assert not matters(manager)
    assert sentences(admin)[0].startswith("Mitto has been silent while 10 SMS left.")
    assert matters(admin)[0].url == "/admin/setup/callback/"
