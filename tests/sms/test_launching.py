"""Launching: what a broadcast refuses, what it freezes, and that it never starts twice."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from configuration.models import Sender
from crm.models import CampaignMember
from sms.broadcasts import build, cancel_remaining, launch
from sms.form_token import new_form_token
from sms.models import Broadcast, Sms
from sms.preflight import preflight
from sms.refusal import Refused
from tests.conftest import Bell, Ready
from tests.factories import make_campaign, make_lead, make_sender, make_setup, make_template, make_user


def refusal(**values: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        launch(by=None, **values)
    assert not Broadcast.objects.filter(text=values["text"]).exclude(text="Again").exists()
    return refused.value


def test_it_is_stored_and_a_builder_is_rung(
    ready: Ready, bells: list[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    campaign = make_campaign(make_lead())
    with django_capture_on_commit_callbacks(execute=True):
        broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text="Hello <%=FirstName%>")

    assert ("sms.build_broadcast", (broadcast.pk,)) in bells
    assert (broadcast.status, broadcast.originator) == ("building", ready.sender.name)
    assert broadcast.send_before - broadcast.created_at == pytest.approx(timedelta(hours=24), abs=timedelta(seconds=1))
    assert build(broadcast.pk) == 1
    broadcast.refresh_from_db()
    assert broadcast.status == "running"
    assert Sms.objects.get().text == "Hello Bertha"


def test_an_empty_campaign_is_refused(ready: Ready) -> None:
    assert refusal(campaign=make_campaign(), sender=ready.sender, text="Hello").fields == {
        "campaign": ["This campaign has no members yet. Add some first; nothing was sent."]
    }


def test_a_campaign_of_which_all_are_left_out_is_refused_with_the_reasons(ready: Ready) -> None:
    campaign = make_campaign(make_lead(mobile_phone=""), make_lead(mobile_phone="12"))

    (sentence,) = refusal(campaign=campaign, sender=ready.sender, text="Hello").fields["campaign"]

    assert sentence == "Nobody in this campaign can be texted: 1 no mobile number, 1 unusable number. Nothing was sent."


def test_a_deleted_sender_is_refused(ready: Ready) -> None:
    gone = make_sender()
    Sender.objects.filter(pk=gone.pk).delete()

    assert "sender" in refusal(campaign=make_campaign(make_lead()), sender=gone, text="Hello").fields
    assert "sender" in refusal(campaign=make_campaign(make_lead()), sender=None, text="Hello").fields


def test_a_template_deleted_between_preview_and_send_is_refused(ready: Ready) -> None:
    template = make_template(related_object="campaign")
    type(template).objects.filter(pk=template.pk).delete()

    order = {"campaign": make_campaign(make_lead()), "sender": ready.sender, "text": "Hello", "template": template}
    assert refusal(**order).fields == {
        "template": ["This template no longer exists. Choose another, or none; nothing was sent."]
    }


def test_a_template_of_another_object_is_refused(ready: Ready) -> None:
    order = {"campaign": make_campaign(make_lead()), "sender": ready.sender, "text": "Hello"}

    assert "template" in refusal(**order, template=make_template(related_object="lead")).fields


def test_a_template_deleted_after_sending_does_no_harm(ready: Ready) -> None:
    template = make_template(related_object="campaign")
    broadcast = launch(
        by=None, campaign=make_campaign(make_lead()), sender=ready.sender, text="Hello", template=template
    )
    template.delete()

    assert build(broadcast.pk) == 1


def test_a_campaign_deleted_while_the_form_was_open_is_refused(ready: Ready) -> None:
    campaign = make_campaign(make_lead())
    type(campaign).objects.filter(pk=campaign.pk).delete()

    assert "campaign" in refusal(campaign=campaign, sender=ready.sender, text="Hello").fields


def test_a_campaign_deleted_before_its_rows_exist_cancels_the_broadcast(ready: Ready) -> None:
    campaign = make_campaign(make_lead())
    broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text="Hello")
    campaign.delete()

    assert build(broadcast.pk) == 0
    broadcast.refresh_from_db()
    assert (broadcast.status, Sms.objects.count()) == ("cancelled", 0)
    assert "deleted" in broadcast.pause_reason


def test_a_setup_that_cannot_send_is_refused(ready: Ready) -> None:
    make_setup(product_key="")

    assert refusal(campaign=make_campaign(make_lead()), sender=ready.sender, text="Hello").code == "not_ready"


def test_the_same_text_within_ten_minutes_asks_first(ready: Ready) -> None:
    order = {"by": None, "campaign": make_campaign(make_lead()), "sender": ready.sender, "text": "Again"}
    first = launch(**order)

    with pytest.raises(Refused) as refused:
        launch(**order)
    assert refused.value.code == "repeated"
    assert str(first) in refused.value.fields["__all__"][0]
    assert launch(**order, confirmed_again=True) != first


def test_the_same_text_after_one_that_was_cancelled_halfway_asks_first(ready: Ready) -> None:
    order = {"by": None, "campaign": make_campaign(members=2), "sender": ready.sender, "text": "Again"}
    first = launch(**order)
    build(first.pk)
    Sms.objects.filter(pk=first.sms.earliest("pk").pk).update(status="sent")
    cancel_remaining(first, by=None)

    with pytest.raises(Refused) as refused:
        launch(**order)
    assert refused.value.code == "repeated"


def test_the_same_text_after_one_that_was_cancelled_before_anything_left_does_not_ask(ready: Ready) -> None:
    order = {"by": None, "campaign": make_campaign(members=2), "sender": ready.sender, "text": "Again"}
    first = launch(**order)
    build(first.pk)
    cancel_remaining(first, by=None)

    assert launch(**order) != first


def test_one_form_starts_one_broadcast(ready: Ready) -> None:
    manager, campaign = make_user("manager"), make_campaign(make_lead())
    order = {"by": manager, "campaign": campaign, "sender": ready.sender, "text": "Hello"}
    token = new_form_token(manager, campaign)

    assert launch(**order, form_token=token) == launch(**order, form_token=token)
    with pytest.raises(Refused) as refused:
        launch(**order | {"text": "Other"}, form_token=token)
    assert refused.value.code == "already_sent"
    with pytest.raises(Refused):
        launch(**order | {"by": make_user("manager")}, form_token=new_form_token(manager, campaign))


@pytest.mark.usefixtures("many_connections")
def test_of_two_managers_who_press_send_together_one_is_asked() -> None:
    make_setup()
    campaign, sender, outcomes = make_campaign(make_lead()), make_sender(), []

    def press() -> None:
        try:
            outcomes.append(launch(by=None, campaign=campaign, sender=sender, text="Hello").status)
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["building", "repeated"]


def confirmed(found: Any, **order: Any) -> Broadcast:
    return launch(by=None, preflight_digest=found.digest, **order)


def test_what_was_shown_and_is_still_true_is_sent(ready: Ready) -> None:
    campaign = make_campaign(make_lead())
    found = preflight(campaign, "Hello", sender=ready.sender)

    assert confirmed(found, campaign=campaign, sender=ready.sender, text="Hello").status == "building"


def test_members_that_changed_after_the_preflight_ask_again_with_the_differences(ready: Ready) -> None:
    campaign = make_campaign(make_lead())
    found = preflight(campaign, "Hello", sender=ready.sender)
    CampaignMember.objects.create(campaign=campaign, lead=make_lead(mobile_phone=""))
    CampaignMember.objects.create(campaign=campaign, lead=make_lead())

    refused = refusal(campaign=campaign, sender=ready.sender, text="Hello", preflight_digest=found.digest)

    assert refused.code == "changed"
    assert "3 members instead of 1, 2 recipients instead of 1, 2 message parts instead of 1" in str(refused.fields)


def test_a_name_or_number_that_changed_asks_again(ready: Ready) -> None:
    lead = make_lead()
    campaign = make_campaign(lead)
    found = preflight(campaign, "Hello <%=FirstName%>", sender=ready.sender)
    lead.first_name = "Berta!"
    lead.save()

    order = {"campaign": campaign, "sender": ready.sender, "text": "Hello <%=FirstName%>"}
    assert "is another" in str(refusal(**order, preflight_digest=found.digest).fields)


def test_another_text_or_sender_than_shown_asks_again(ready: Ready) -> None:
    campaign = make_campaign(make_lead())
    found = preflight(campaign, "Hello", sender=ready.sender)

    for changed in ({"text": "Hello!"}, {"sender": make_sender()}):
        order = {"campaign": campaign, "sender": ready.sender, "text": "Hello"} | changed
        assert "The text, the sender or the time changed" in str(refusal(**order, preflight_digest=found.digest).fields)


@pytest.mark.parametrize("digest", ["", "nonsense", "a:b:c"])
def test_a_digest_nobody_was_shown_is_refused(ready: Ready, digest: str) -> None:
    order = {"campaign": make_campaign(make_lead()), "sender": ready.sender, "text": "Hello"}
    assert refusal(**order, preflight_digest=digest).code == "changed"


def test_figures_older_than_ten_minutes_are_shown_again(ready: Ready) -> None:
    campaign = make_campaign(make_lead())
    with time_machine.travel(timezone.now() - timedelta(minutes=11)):
        found = preflight(campaign, "Hello", sender=ready.sender)

    order = {"campaign": campaign, "sender": ready.sender, "text": "Hello"}
    assert "more than ten minutes old" in str(refusal(**order, preflight_digest=found.digest).fields)


def test_above_the_threshold_the_number_is_typed(ready: Ready) -> None:
    make_setup(confirm_number_above=2)
    campaign = make_campaign(members=3)
    order = {"campaign": campaign, "sender": ready.sender, "text": "Hello"}
    digest = preflight(campaign, "Hello", sender=ready.sender).digest

    for typed in (None, 2):
        refused = refusal(**order, preflight_digest=digest, typed_count=typed)
        assert refused.code == "not_confirmed"
        assert "3 people" in refused.fields["typed_count"][0]
    assert launch(by=None, **order, preflight_digest=digest, typed_count=3)


def test_programs_type_no_number(ready: Ready) -> None:
    make_setup(confirm_number_above=2)

    assert launch(by=None, campaign=make_campaign(members=3), sender=ready.sender, text="Hello")


def test_doubtful_numbers_are_left_out_on_request(ready: Ready) -> None:
    campaign = make_campaign(
        make_lead(mobile_phone="020 7946 0018", country="GB"), make_lead(mobile_phone="07400 123456")
    )
    broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text="Hello", leave_out_doubtful=True)

    build(broadcast.pk)

    excluded = broadcast.exclusions.get(reason="doubtful")
    assert excluded.detail == "This looks like a landline."


def test_a_schedule_in_the_past_is_refused(ready: Ready) -> None:
    order = {"campaign": make_campaign(make_lead()), "sender": ready.sender, "text": "Hello"}
    assert "scheduled_at" in refusal(**order, scheduled_at=timezone.now() - timedelta(minutes=1)).fields
