"""Campaigns and their members by REST."""

import pytest
from rest_framework.test import APIClient

from crm.models import CampaignMember
from tests.factories import make_campaign, make_contact, make_lead

CAMPAIGNS, MEMBERS = "/api/v1/campaigns/", "/api/v1/campaign-members/"


def test_a_campaign_needs_only_a_name(agent: APIClient) -> None:
    answer = agent.post(CAMPAIGNS, {"name": "Opening night"})

    assert answer.status_code == 201
    assert answer.json() | {"id": 0} == {
        "id": 0,
        "name": "Opening night",
        "type": "SMS",
        "status": "Planned",
        "start_date": None,
        "end_date": None,
        "description": "",
    }


def test_a_campaign_is_changed_and_deleted(agent: APIClient) -> None:
    url = f"{CAMPAIGNS}{make_campaign().pk}/"

    assert agent.patch(url, {"status": "Completed"}).json()["status"] == "Completed"
    assert agent.put(url, {"name": "Encore"}).json()["name"] == "Encore"
    assert agent.delete(url).status_code == 204
    assert agent.get(CAMPAIGNS).json()["results"] == []


def test_a_campaign_cannot_end_before_it_starts(agent: APIClient) -> None:
    url = f"{CAMPAIGNS}{make_campaign(start_date='2026-12-02').pk}/"

    answer = agent.patch(url, {"end_date": "2026-12-01"})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "A campaign ends on or after the day it starts."


def test_campaigns_are_filtered_by_status_and_type(agent: APIClient) -> None:
    make_campaign()
    wanted = make_campaign(status="Completed", type="Webinar")

    for question in ({"status": "Completed"}, {"type": "Webinar"}):
        assert [row["id"] for row in agent.get(CAMPAIGNS, question).json()["results"]] == [wanted.pk]


def test_leads_and_contacts_become_members(agent: APIClient) -> None:
    campaign, lead, contact = make_campaign(), make_lead(), make_contact()

    first = agent.post(MEMBERS, {"campaign": campaign.pk, "lead": lead.pk})
    second = agent.post(MEMBERS, {"campaign": campaign.pk, "lead": None, "contact": contact.pk, "status": "Sent"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["status"] == "Added"
    assert second.json() | {"id": 0} == {
        "id": 0,
        "campaign": campaign.pk,
        "lead": None,
        "contact": contact.pk,
        "status": "Sent",
    }


def test_a_member_is_one_lead_or_one_contact(agent: APIClient) -> None:
    campaign = make_campaign()
    both = {"lead": make_lead().pk, "contact": make_contact().pk}

    for people in ({}, both):
        answer = agent.post(MEMBERS, {"campaign": campaign.pk} | people)
        assert answer.status_code == 400
        assert answer.json()["detail"] == "A campaign member is a lead or a contact: choose one of them."


def test_nobody_is_twice_in_a_campaign(agent: APIClient) -> None:
    lead = make_lead()
    campaign = make_campaign(lead)

    answer = agent.post(MEMBERS, {"campaign": campaign.pk, "lead": lead.pk})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "This lead is already in the campaign."


@pytest.mark.parametrize("wrong", [10**30, 99, 1.5, True, "x", [], {}])
def test_a_member_of_no_campaign_is_refused_at_that_field(agent: APIClient, wrong: object) -> None:
    answer = agent.post(MEMBERS, {"campaign": wrong, "lead": make_lead().pk})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["campaign"]


def test_members_are_filtered_changed_and_removed(agent: APIClient) -> None:
    lead, contact = make_lead(), make_contact()
    wanted, other = make_campaign(lead), make_campaign(contact)
    member = CampaignMember.objects.get(lead=lead)
    CampaignMember.objects.filter(campaign=other).update(status="Sent")

    for question in ({"campaign": wanted.pk}, {"lead": lead.pk}, {"status": "Added"}):
        assert [row["id"] for row in agent.get(MEMBERS, question).json()["results"]] == [member.pk]
    assert [row["contact"] for row in agent.get(MEMBERS, {"contact": contact.pk}).json()["results"]] == [contact.pk]

    url = f"{MEMBERS}{member.pk}/"
    assert agent.patch(url, {"status": "Responded"}).json()["status"] == "Responded"
    assert agent.delete(url).status_code == 204
    assert list(CampaignMember.objects.filter(campaign=wanted)) == []
