"""Broadcasts by REST: started, counted, paused, resumed, cancelled; and not by mistake twice."""

from typing import Any

import pytest
import time_machine
from django.db.models import F
from rest_framework.test import APIClient

from optout import suppression
from sms import broadcasts
from sms.models import Broadcast
from tests.conftest import Bell, Ready
from tests.factories import ago, make_broadcast, make_campaign, make_lead, make_selection, make_sms, make_template

URL = "/api/v1/broadcasts/"


def order(ready: Ready, **changes: Any) -> dict[str, Any]:
    return {"campaign": make_campaign(make_lead()).pk, "sender": ready.sender.pk, "text": "Doors open at 7"} | changes


def test_a_broadcast_starts_with_the_members_there_are(
    manager: APIClient, ready: Ready, bells: list[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    asked = order(ready)
    with django_capture_on_commit_callbacks(execute=True):
        answer = manager.post(URL, asked)

    made = Broadcast.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": made.pk,
        **asked,
        "template": None,
        "status": "building",
        "pause_reason": "",
        "scheduled_at": None,
        "counts": {},
        "exclusions": {},
    }
    assert made.created_by == manager.user
    assert bells == [("sms.build_broadcast", (made.pk,))]


def test_its_sms_and_who_was_left_out_are_counted(manager: APIClient, ready: Ready) -> None:
    out = make_lead()
    suppression.opt_out(out.mobile.e164, source="person")
    campaign = make_campaign(out, make_lead(mobile_phone=""), members=2)
    made = manager.post(URL, order(ready, campaign=campaign.pk)).json()
    broadcasts.build(made["id"])

    for built_at in (F("built_at"), None):  # the second is still being built
        Broadcast.objects.update(built_at=built_at)
        for shown in (manager.get(f"{URL}{made['id']}/").json(), manager.get(URL).json()["results"][0]):
            assert shown["counts"] == {"queued": 2}
            assert shown["exclusions"] == {"opted_out": 1, "no_number": 1}


def test_one_to_people_selected_by_hand_has_no_campaign(manager: APIClient, ready: Ready) -> None:
    broadcast = make_broadcast(selection=make_selection(make_lead()))
    assert manager.get(f"{URL}{broadcast.pk}/").json()["campaign"] is None
    assert "campaign" in manager.post(URL, order(ready, campaign=None)).json()["fields"]


def test_a_template_for_campaigns_is_its_text(manager: APIClient, ready: Ready) -> None:
    template = make_template(related_object="campaign", text="Hello <%=FirstName%>")
    asked = order(ready, template=template.pk)
    del asked["text"]

    made = manager.post(URL, asked).json()

    assert (made["text"], made["template"]) == ("Hello <%=FirstName%>", template.pk)


def test_the_same_text_within_ten_minutes_wants_to_be_confirmed(manager: APIClient, ready: Ready) -> None:
    asked = order(ready)
    assert manager.post(URL, asked).status_code == 201

    again = manager.post(URL, asked)
    confirmed = manager.post(URL, asked | {"confirm_repeat": True})

    assert (again.status_code, again.json()["code"]) == (409, "repeated")
    assert confirmed.status_code == 201
    assert Broadcast.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"campaign": 99}, "campaign"),
        ({"sender": None}, "sender"),
        ({"text": ""}, "text"),
        ({"text": "<%=Company%>"}, "text"),
        ({"scheduled_at": "2026-01-01T10:00:00Z"}, "scheduled_at"),
        ({"scheduled_at": "9999-12-31T23:59:59Z"}, "scheduled_at"),
        ({"scheduled_at": "tomorrow"}, "scheduled_at"),
        ({"sheduled_at": "2027-01-01T10:00:00Z"}, "sheduled_at"),
        ({"confirm_repeat": "perhaps"}, "confirm_repeat"),
    ],
)
def test_a_mistake_is_named_at_its_field(manager: APIClient, ready: Ready, changes: dict[str, Any], field: str) -> None:
    answer = manager.post(URL, order(ready, **changes))

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert not Broadcast.objects.exists()


def test_a_broadcast_can_wait_for_its_time(manager: APIClient, ready: Ready) -> None:
    with time_machine.travel("2026-11-23T09:00:00Z"):
        made = manager.post(URL, order(ready, scheduled_at="2026-11-24T10:00:00+01:00")).json()

    assert (made["status"], made["scheduled_at"]) == ("scheduled", "2026-11-24T09:00:00Z")


def test_a_campaign_nobody_can_be_reached_in_is_refused(manager: APIClient, ready: Ready) -> None:
    answer = manager.post(URL, order(ready, campaign=make_campaign(make_lead(mobile_phone="")).pk))

    assert list(answer.json()["fields"]) == ["campaign"]


def test_a_broadcast_is_paused_resumed_and_cancelled(manager: APIClient) -> None:
    broadcast = make_broadcast(campaign=make_campaign(), built_at=ago(1))
    make_sms(broadcast=broadcast)
    url = f"{URL}{broadcast.pk}"

    paused = manager.post(f"{url}/pause/")
    assert (paused.status_code, paused.json()["status"]) == (200, "paused")
    assert manager.user.username in paused.json()["pause_reason"]
    assert manager.post(f"{url}/resume/").json()["status"] == "running"
    cancelled = manager.post(f"{url}/cancel/").json()
    assert (cancelled["status"], cancelled["counts"]) == ("cancelled", {"cancelled": 1})


@pytest.mark.parametrize("verb", ["pause", "resume", "cancel"])
def test_a_broadcast_that_has_ended_cannot_be_steered(manager: APIClient, verb: str) -> None:
    answer = manager.post(f"{URL}{make_broadcast(status='finished').pk}/{verb}/")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_broadcasts_are_filtered(manager: APIClient, ready: Ready) -> None:
    make_broadcast()
    template = make_template(related_object="campaign")
    wanted = make_broadcast(campaign=make_campaign(), sender=ready.sender, template=template, status="paused")

    for name, value in {
        "campaign": wanted.campaign_id,
        "sender": ready.sender.pk,
        "template": template.pk,
        "status": "paused",
    }.items():
        assert [row["id"] for row in manager.get(URL, {name: value}).json()["results"]] == [wanted.pk], name
