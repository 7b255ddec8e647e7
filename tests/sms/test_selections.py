"""Selections: people ticked in a list are texted like a campaign's members, and without a campaign."""

from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError

from crm.models import Campaign, Lead
from optout import suppression
from sms import audience, inbox, many_rows
from sms.broadcasts import build, cancel_remaining, launch
from sms.form_token import new_form_token
from sms.left_out import left_out
from sms.models import Broadcast, Selection, Sms
from sms.preflight import preflight
from sms.refusal import Refused
from sms.resending import send_again_to_failed
from sms.results import replies_to
from sms.trying_out import send_test
from tests.conftest import Ready
from tests.factories import (
    make_broadcast,
    make_campaign,
    make_contact,
    make_lead,
    make_reply,
    make_selection,
    make_template,
    make_user,
)


def start(ready: Ready, selection: Selection, text: str = "Hello <%=FirstName%>", **changes: Any) -> Broadcast:
    return launch(**{"by": None, "selection": selection, "sender": ready.sender, "text": text} | changes)


def test_they_alone_are_texted_and_no_campaign_is_made(ready: Ready) -> None:
    chosen, __ = [make_lead(first_name="Ann"), make_lead(first_name="Bo")], make_lead()

    broadcast = start(ready, make_selection(*chosen))

    assert build(broadcast.pk) == 2
    broadcast.refresh_from_db()
    assert (broadcast.campaign, str(broadcast.audience), broadcast.status) == (None, "Selected leads", "running")
    assert [(sms.lead, sms.campaign, sms.text) for sms in Sms.objects.order_by("pk")] == [
        (chosen[0], None, "Hello Ann"),
        (chosen[1], None, "Hello Bo"),
    ]
    assert not Campaign.objects.exists()


def test_whoever_cannot_be_texted_is_left_out_with_the_reason(ready: Ready) -> None:
    opted_out, first = make_lead(), make_lead()
    suppression.opt_out(opted_out.mobile.e164, source="reply")
    people = [opted_out, first, make_lead(mobile_phone=first.mobile_phone), make_lead(mobile_phone="")]
    selection = make_selection(*people)
    expected = {"opted_out": 1, "same_number": 1, "no_number": 1}

    assert preflight(selection, "Hello").exclusions == expected
    assert [each.person for each in left_out(selection, "Hello", "no_number")] == [people[3]]
    broadcast = start(ready, selection)
    assert build(broadcast.pk) == 1
    broadcast.refresh_from_db()
    assert broadcast.excluded == expected


def test_an_opt_out_after_the_launch_holds(ready: Ready) -> None:
    lead = make_lead()
    broadcast = start(ready, make_selection(lead, make_lead()))
    suppression.opt_out(lead.mobile.e164, source="reply")

    assert build(broadcast.pk) == 1
    assert not Sms.objects.filter(lead=lead).exists()


def test_a_build_that_stopped_goes_on_where_it_was(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "PAGE", 2)
    broadcast = start(ready, make_selection(*(make_lead() for _ in range(5))))
    insert, calls = many_rows.insert, count(1)

    def stop_in_the_second_page(*args: Any, **kwargs: Any) -> None:
        assert next(calls) <= 3, "killed"
        insert(*args, **kwargs)

    monkeypatch.setattr(many_rows, "insert", stop_in_the_second_page)
    with pytest.raises(AssertionError, match="killed"):
        build(broadcast.pk)
    assert Sms.objects.count() == 2
    monkeypatch.setattr(many_rows, "insert", insert)

    assert build(broadcast.pk) == 3
    assert Sms.objects.values("lead").distinct().count() == 5
    assert Broadcast.objects.get().status == "running"


def test_the_same_text_to_any_of_them_again_asks_first(ready: Ready) -> None:
    ann, bo, cy = make_lead(), make_lead(), make_lead()
    first = start(ready, make_selection(ann, bo))

    with pytest.raises(Refused) as refused:
        start(ready, make_selection(bo, cy))
    assert refused.value.code == "repeated"
    assert f"to some of these people less than ten minutes ago ({first})" in refused.value.fields["__all__"][0]
    assert start(ready, make_selection(cy))
    assert start(ready, make_selection(bo, cy), confirmed_again=True)


def test_the_same_text_to_a_campaign_with_one_of_them_asks_first(ready: Ready) -> None:
    lead = make_lead()
    text = "Hello"
    campaigns = launch(by=None, campaign=make_campaign(lead), sender=ready.sender, text=text)

    with pytest.raises(Refused, match="repeated"):
        start(ready, make_selection(lead), text)
    cancel_remaining(campaigns, by=None)
    assert start(ready, make_selection(lead), text)


def test_one_form_starts_one_broadcast(ready: Ready) -> None:
    user, selection = make_user("manager"), make_selection(make_lead())
    token = new_form_token(user, selection)

    assert start(ready, selection, form_token=token, by=user) == start(ready, selection, form_token=token, by=user)


def test_its_text_may_name_what_only_they_have(ready: Ready) -> None:
    text = "To <%=Company%>"
    template = make_template(related_object="lead", text=text)

    build(start(ready, make_selection(make_lead(company="Acme")), text, template=template).pk)

    assert Sms.objects.get().text == "To Acme"
    with pytest.raises(Refused):
        start(ready, make_selection(make_contact()), text)
    build(start(ready, make_selection(make_contact(account_name="Edge")), "To <%=AccountName%>").pk)
    assert Sms.objects.latest("pk").text == "To Edge"


def test_nobody_left_is_said_and_nothing_is_made(ready: Ready) -> None:
    selection = make_selection(make_lead(mobile_phone=""))
    with pytest.raises(Refused) as refused:
        start(ready, selection)
    assert refused.value.fields == {
        "campaign": ["None of the people selected can be texted: 1 no mobile number. Nothing was sent."]
    }
    Lead.objects.all().delete()
    with pytest.raises(Refused) as refused:
        start(ready, selection)
    assert refused.value.fields == {"campaign": ["The people selected were deleted meanwhile. Nothing was sent."]}


def test_those_it_failed_get_it_again(ready: Ready) -> None:
    broadcast = start(ready, make_selection(make_lead(), make_lead()))
    build(broadcast.pk)
    first = broadcast.sms.earliest("pk")
    Sms.objects.filter(pk=first.pk).update(status="failed")
    Broadcast.objects.update(status="finished")
    broadcast.refresh_from_db()

    again = send_again_to_failed(broadcast, by=None)

    assert (build(again.pk), again.selection, again.campaign) == (1, broadcast.selection, None)


def test_an_answer_counts_as_its_reply(ready: Ready) -> None:
    lead = make_lead()
    broadcast = start(ready, make_selection(lead))
    build(broadcast.pk)
    broadcast.sms.update(status="delivered")

    inbox.receive(make_reply("Thanks", sender=lead.mobile.e164, recipient=broadcast.originator))

    assert replies_to(broadcast).count() == 1


def test_it_is_tried_out_on_my_own_phone(ready: Ready) -> None:
    order = {"sender": ready.sender, "text": "Hello <%=Company%>", "to": "07400 123456"}

    sms = send_test(by=make_user("manager"), audience=make_selection(make_lead(company="Acme")), **order)

    assert (sms.text, sms.campaign, sms.is_test) == ("Hello Acme", None, True)


def test_a_broadcast_goes_to_one_or_the_other(db: None) -> None:
    with pytest.raises(IntegrityError):
        make_broadcast(campaign=make_campaign(), selection=make_selection())
