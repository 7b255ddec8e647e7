"""Campaign members: found, added, removed."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from crm.models import CampaignMember
from tests.conftest import Ready
from tests.factories import make_campaign, make_contact, make_lead

HTMX = {"HX-Request": "true"}


def test_a_search_shows_leads_and_contacts_outside_the_campaign(agents_browser: Client) -> None:
    inside = make_lead(last_name="Zorn", first_name="Inside")
    campaign = make_campaign(inside)
    make_lead(last_name="Zorn", first_name="Lead")
    make_contact(last_name="Zorn", first_name="Contact")
    url = f"/campaigns/{campaign.pk}/members/search/"
    part = agents_browser.post(url, {"q": "zorn"}, headers=HTMX).text
    assert "Lead Zorn" in part
    assert "Contact Zorn" in part
    assert "Inside" not in part
    assert "<html" not in part
    assert "<html" in agents_browser.post(url, {"q": "zorn"}).text


def test_a_search_finds_a_number(agents_browser: Client) -> None:
    make_lead(last_name="Zorn", mobile_phone="+44 7700 901234")
    url = f"/campaigns/{make_campaign().pk}/members/search/"
    assert "Zorn" in agents_browser.post(url, {"q": "07700 901234"}, headers=HTMX).text


def test_a_lead_and_a_contact_can_be_added(agents_browser: Client) -> None:
    campaign, lead, contact = make_campaign(), make_lead(), make_contact()
    url = f"/campaigns/{campaign.pk}/members/add/"
    answer = agents_browser.post(url, {"lead": lead.pk}, follow=True)
    assert "is now in Movie campaign." in answer.text
    agents_browser.post(url, {"contact": contact.pk})
    assert [member.person for member in campaign.members.all()] == [lead, contact]


def test_nobody_is_added_twice(agents_browser: Client) -> None:
    lead = make_lead()
    campaign = make_campaign(lead)
    answer = agents_browser.post(f"/campaigns/{campaign.pk}/members/add/", {"lead": lead.pk}, follow=True)
    assert "This lead is already in the campaign." in answer.text
    assert campaign.members.count() == 1


def test_a_form_that_names_nobody_is_a_404(agents_browser: Client) -> None:
    url = f"/campaigns/{make_campaign().pk}/members/add/"
    for data in ({}, {"lead": "999999"}, {"lead": "nobody"}, {"campaign": "1"}):
        assert agents_browser.post(url, data).status_code == 404


def test_adding_from_a_person_leads_back_to_the_person(agents_browser: Client) -> None:
    lead, campaign = make_lead(), make_campaign()
    page = agents_browser.get(f"/leads/{lead.pk}/campaigns/add/").text
    assert "Movie campaign" in page
    data = {"lead": lead.pk, "next": lead.get_absolute_url()}
    answer = agents_browser.post(f"/campaigns/{campaign.pk}/members/add/", data)
    assert answer.headers["Location"] == lead.get_absolute_url()
    assert "no campaign this person is not in" in agents_browser.get(f"/leads/{lead.pk}/campaigns/add/").text


def test_adding_never_leads_to_another_site(agents_browser: Client) -> None:
    campaign, data = make_campaign(), {"lead": make_lead().pk, "next": "https://example.com/"}
    answer = agents_browser.post(f"/campaigns/{campaign.pk}/members/add/", data)
    assert answer.headers["Location"].startswith("/campaigns/")


def test_removing_asks_first(agents_browser: Client) -> None:
    campaign = make_campaign(make_lead())
    member = campaign.members.get()
    url = f"/campaigns/{campaign.pk}/members/{member.pk}/remove/"
    assert "gets none of its next broadcasts" in agents_browser.get(url).text
    assert campaign.members.exists()
    agents_browser.post(url)
    assert not CampaignMember.objects.exists()


def test_a_member_is_removed_through_its_own_campaign_only(agents_browser: Client) -> None:
    member = make_campaign(make_lead()).members.get()
    other = make_campaign()
    assert agents_browser.post(f"/campaigns/{other.pk}/members/{member.pk}/remove/").status_code == 404


def test_the_list_of_members_can_be_searched(agents_browser: Client) -> None:
    campaign = make_campaign(make_lead(last_name="Zorn"), make_contact(last_name="Abel"))
    url = f"/campaigns/{campaign.pk}/members/"
    everybody = agents_browser.get(url).text
    assert "Zorn" in everybody
    assert "Abel" in everybody
    found = agents_browser.get(f"{url}?q=abel").text
    assert "Zorn" not in found
    assert "Abel" in found


def test_more_members_need_no_more_queries(queries_of: Callable[[str], int]) -> None:
    def queries(members: int) -> int:
        people = [make() for _each in range(members) for make in (make_lead, make_contact)]
        return queries_of(f"/campaigns/{make_campaign(*people).pk}/members/")

    assert queries(15) == queries(2)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_whoever_adds_several_goes_on_with_the_same_search(agents_browser: Client, headers: dict[str, str]) -> None:
    first, second, campaign = make_lead(first_name="Ann"), make_lead(first_name="Bo"), make_campaign()
    url = f"/campaigns/{campaign.pk}/members/add/"

    page = agents_browser.post(url, {"lead": first.pk, "q": "Boxer"}, headers=headers).text

    assert "Ann Boxer is now in Movie campaign." in page
    assert [f'value="{lead.pk}"' in page for lead in (first, second)] == [False, True]
    assert 'name="q" value="Boxer"' in page
    assert campaign.members.get().person == first


def test_an_empty_campaign_leads_to_adding_members(client: Client, manager: User, ready: Ready) -> None:
    campaign = make_campaign()
    client.force_login(manager)
    panel = client.get(campaign.get_absolute_url()).text.partition("send-blocked")[2]
    assert f'href="/campaigns/{campaign.pk}/members/add/">Add members' in panel
