"""Changing one section of the Details in place, and the status by its path."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from optout.suppression import is_opted_out, opt_out
from tests.factories import make_campaign, make_contact, make_lead, make_user

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("make", [make_lead, make_contact, make_campaign])
def test_every_section_can_be_changed_in_place_or_on_a_page(agents_browser: Client, make: Callable[[], Any]) -> None:
    url = make().get_absolute_url()
    page = agents_browser.get(url)
    for place in range(len(page.context["sections"])):
        part_url = f"{url}edit/{place}/"
        assert f'hx-get="{part_url}"' in page.text
        part, whole = agents_browser.get(part_url, headers=HTMX), agents_browser.get(part_url)
        assert "<html" not in part.text
        assert "<html" in whole.text
        assert list(part.context["form"].fields) == list(whole.context["form"].fields)
        assert part.text.count("autofocus") == 1
    assert agents_browser.get(f"{url}edit/{place + 1}/").status_code == 404


def test_only_the_fields_of_the_section_change(agents_browser: Client) -> None:
    lead = make_lead(company="Acme", rating="Hot")
    data = {"status": "Working", "rating": "Cold", "lead_source": "", "company": "Other"}
    answer = agents_browser.post(f"{lead.get_absolute_url()}edit/1/", data, headers=HTMX)
    assert answer.headers["HX-Redirect"] == lead.get_absolute_url()
    lead.refresh_from_db()
    assert (lead.status, lead.rating, lead.company) == ("Working", "Cold", "Acme")
    assert "was saved" in agents_browser.get(lead.get_absolute_url()).text


def test_without_htmx_the_page_comes_back(agents_browser: Client) -> None:
    lead = make_lead()
    answer = agents_browser.post(f"{lead.get_absolute_url()}edit/4/", {"description": "Likes tea"})
    assert answer.headers["Location"] == lead.get_absolute_url()
    lead.refresh_from_db()
    assert lead.description == "Likes tea"


def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(agents_browser: Client) -> None:
    campaign = make_campaign(name="Open day")
    url = f"{campaign.get_absolute_url()}edit/0/"
    answer = agents_browser.post(url, {"name": "", "type": "SMS", "status": "Planned"}, headers=HTMX)
    assert answer.context["form"].errors["name"]
    assert f'hx-post="{url}"' in answer.text
    campaign.refresh_from_db()
    assert campaign.name == "Open day"


def test_an_opt_out_goes_along_with_a_number_changed_in_place(agents_browser: Client) -> None:
    lead = make_lead(mobile_phone="+447700901234")
    opt_out("+447700901234", source="reply")
    data = {"mobile_phone": "+44 7700 905678", "phone": "", "fax": "", "email": ""}
    agents_browser.post(f"{lead.get_absolute_url()}edit/2/", data)
    assert is_opted_out("+447700905678")
    assert is_opted_out("+447700901234")


def test_a_number_that_cannot_be_used_is_kept_and_explained(agents_browser: Client) -> None:
    lead = make_lead()
    data = {"mobile_phone": "12", "phone": "", "fax": "", "email": ""}
    agents_browser.post(f"{lead.get_absolute_url()}edit/2/", data, headers=HTMX)
    page = agents_browser.get(lead.get_absolute_url()).text
    assert "Mobile phone is kept as you typed it but cannot be texted" in page


@pytest.mark.parametrize(("make", "status"), [(make_lead, "Nurturing"), (make_campaign, "In Progress")])
def test_a_click_on_the_path_changes_the_status(agents_browser: Client, make: Callable[[], Any], status: str) -> None:
    record = make()
    answer = agents_browser.post(f"{record.get_absolute_url()}status/", {"status": status}, follow=True)
    assert f'value="{status}" aria-current="step"' in answer.text
    record.refresh_from_db()
    assert record.status == status


def test_a_status_that_does_not_exist_is_not_taken(agents_browser: Client) -> None:
    lead = make_lead()
    assert agents_browser.post(f"{lead.get_absolute_url()}status/", {"status": "Purple"}).status_code == 404
    lead.refresh_from_db()
    assert lead.status == "Open"


def test_a_contact_has_no_path(agents_browser: Client) -> None:
    assert 'class="path"' not in agents_browser.get(make_contact().get_absolute_url()).text


def test_who_may_only_look_changes_nothing(client: Client, db: None) -> None:
    onlooker: User = make_user()
    onlooker.user_permissions.add(Permission.objects.get(codename="view_lead"))
    client.force_login(onlooker)
    url = make_lead().get_absolute_url()
    page = client.get(url).text
    assert "edit/0/" not in page
    assert 'value="Working" disabled' in page
    assert client.post(f"{url}edit/0/").status_code == client.post(f"{url}status/").status_code == 403
