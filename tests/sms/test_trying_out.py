"""Trying a broadcast out on one's own phone: once, marked as a test, and nobody else is texted."""

from typing import Any

import pytest

from optout import suppression
from sms.models import Sms
from sms.refusal import Refused
from sms.trying_out import my_mobile, send_test
from tests.conftest import Ready
from tests.factories import make_campaign, make_contact, make_lead, make_setup, make_user

MINE = "07400 123456"


def order(ready: Ready, **changes: Any) -> dict[str, Any]:
    campaign = make_campaign(make_lead(first_name="Ann"))
    return {"audience": campaign, "sender": ready.sender, "text": "Hello <%=FirstName%>", "to": MINE} | changes


def test_one_members_text_goes_to_my_number(ready: Ready) -> None:
    manager = make_user("manager")
    sms = send_test(by=manager, **order(ready))

    assert (sms.recipient, sms.text, sms.is_test) == ("+447400123456", "Hello Ann", True)
    assert (sms.lead, sms.contact, sms.status, sms.created_by) == (None, None, "queued", manager)
    assert Sms.objects.count() == 1


def test_my_number_is_remembered(ready: Ready) -> None:
    manager = make_user("manager")
    assert my_mobile(manager) == ""

    send_test(by=manager, **order(ready))

    assert my_mobile(manager) == MINE


def test_a_member_can_be_chosen(ready: Ready) -> None:
    campaign = make_campaign(make_lead(), make_contact(first_name="Zoë"))

    sms = send_test(by=make_user(), **order(ready, audience=campaign, member=campaign.members.last()))

    assert sms.text == "Hello Zoë"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": "nonsense"}, "to"),
        ({"to": ""}, "to"),
        ({"sender": None}, "sender"),
        ({"text": " "}, "text"),
        ({"text": "<%=Nobody%>"}, "text"),
    ],
)
def test_mistakes_are_told_at_their_field(ready: Ready, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        send_test(by=make_user(), **order(ready, **changes))

    assert list(refused.value.fields) == [field]
    assert not Sms.objects.exists()


def test_my_own_opt_out_holds(ready: Ready) -> None:
    suppression.opt_out("+447400123456", source="reply")

    with pytest.raises(Refused) as refused:
        send_test(by=make_user(), **order(ready))
    assert refused.value.code == "opted_out"


def test_without_a_product_key_nothing_is_tried(ready: Ready) -> None:
    make_setup(product_key="")

    with pytest.raises(Refused) as refused:
        send_test(by=make_user(), **order(ready))
    assert refused.value.code == "not_ready"
