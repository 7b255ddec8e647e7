"""Record pages and their forms."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from configuration.models import PageLayout
from crm.models import Campaign, CampaignMember, Contact, Lead
from optout.suppression import opt_out
from sms.models import Sms
from tests.factories import make_broadcast, make_campaign, make_contact, make_lead, make_setup, make_sms

LEAD = {"last_name": "Boxer", "company": "Farmers Coop.", "status": "Open"}


def test_a_lead_page_tells_the_truth_about_its_number(agents_browser: Client) -> None:
    lead = make_lead(mobile_phone="07400 123456")
    other = make_contact(first_name="Twin", mobile_phone="+44 7400 123456")
    text = agents_browser.get(lead.get_absolute_url()).text
    assert "+447400123456" in text
    assert "Can be texted" in text
    assert f'href="{other.get_absolute_url()}"' in text


def test_a_banner_names_the_other_holders_and_the_last_word_on_consent(agents_browser: Client) -> None:
    lead = make_lead(mobile_phone="07400 123456")
    assert 'id="number-banner" hidden' in agents_browser.get(lead.get_absolute_url()).text
    make_contact(first_name="Twin", mobile_phone="+44 7400 123456")
    opt_out("+447400123456", source="reply", wording="Stop!")
    answer = agents_browser.get(lead.get_absolute_url()).text
    banner = answer.partition('id="number-banner"')[2].partition("</ul>")[0]
    assert "+447400123456 also belongs to" in banner
    assert "Twin Forbes" in banner
    assert "Consent: Opted out on" in banner
    assert "Stop!" in banner


def test_a_lead_page_says_why_its_number_cannot_be_used(agents_browser: Client) -> None:
    text = agents_browser.get(make_lead(mobile_phone="12").get_absolute_url()).text
    assert "No usable number" in text
    assert "This number is too short." in text


def test_the_mobile_is_the_field_that_setup_names(agents_browser: Client) -> None:
    make_setup(contact_mobile="home_phone")
    contact = make_contact(mobile_phone="", home_phone="07400 123456")
    assert "Can be texted" in agents_browser.get(contact.get_absolute_url()).text


def test_a_campaign_page_shows_its_members_and_broadcasts(client: Client, manager: User) -> None:
    campaign = make_campaign(make_lead(last_name="Zorn"), make_contact(last_name="Abel"))
    broadcast = make_broadcast(campaign=campaign)
    client.force_login(manager)
    text = client.get(campaign.get_absolute_url()).text
    assert "Campaign members (2)" in text
    assert "Zorn" in text
    assert "Abel" in text
    assert broadcast.get_absolute_url() in text


@pytest.mark.parametrize("make", [make_lead, make_contact])
def test_more_related_rows_need_no_more_queries(
    queries_of: Callable[[str], int], make: Callable[..., Lead | Contact]
) -> None:
    def queries(person: Lead | Contact, rows: int) -> int:
        for _row in range(rows):
            make_sms(**{person.object_name: person})
            make_campaign(person)
            make(mobile_phone=person.mobile_phone)
        return queries_of(person.get_absolute_url())

    assert queries(make(), 30) == queries(make(), 3)


def test_the_page_layout_decides_what_a_page_shows(agents_browser: Client) -> None:
    url = make_lead().get_absolute_url()
    everything = agents_browser.get(url).text
    PageLayout.objects.update(has_send_button=False, has_send_panel=False, has_sms_list=False, is_opt_out_shown=False)
    nothing = agents_browser.get(url).text
    for part in ('href="#send-title"', 'id="send-title"', 'id="related-sms"', "SMS opt-out"):
        assert part in everything
        assert part not in nothing


def test_without_a_panel_the_button_leads_to_the_send_page(agents_browser: Client) -> None:
    lead = make_lead()
    agents_browser.get(lead.get_absolute_url())
    PageLayout.objects.update(has_send_panel=False)
    assert f'href="/send/lead/{lead.pk}/"' in agents_browser.get(lead.get_absolute_url()).text


def test_a_new_lead_belongs_to_whoever_makes_it(agents_browser: Client, agent: User) -> None:
    page = agents_browser.get("/leads/new/").text
    assert f'<option value="{agent.pk}" selected>' in page
    answer = agents_browser.post("/leads/new/", LEAD | {"owner": agent.pk, "mobile_phone": "07400 123456"})
    lead = Lead.objects.get()
    assert answer.headers["Location"] == lead.get_absolute_url()
    assert lead.owner == agent
    assert lead.mobile_phone_e164 == "+447400123456"


def test_a_number_that_cannot_be_used_is_kept_and_explained(agents_browser: Client) -> None:
    answer = agents_browser.post("/leads/new/", LEAD | {"mobile_phone": "call the office"}, follow=True)
    assert Lead.objects.get().mobile_phone == "call the office"
    assert "Mobile phone is kept as you typed it but cannot be texted: This is not a phone number." in answer.text


def test_a_number_that_was_bad_before_is_not_complained_about_again(agents_browser: Client) -> None:
    lead = make_lead(mobile_phone="12")
    answer = agents_browser.post(f"/leads/{lead.pk}/edit/", LEAD | {"mobile_phone": "12"}, follow=True)
    assert "is kept as you typed it" not in answer.text


def test_a_bad_form_saves_nothing_and_loses_nothing(agents_browser: Client) -> None:
    answer = agents_browser.post("/leads/new/", {"first_name": "Bertha", "email": "nonsense"})
    assert answer.status_code == 200
    assert not Lead.objects.exists()
    assert 'value="Bertha"' in answer.text
    assert answer.text.count("This field is required.") == 3
    assert "Enter a valid email address." in answer.text


def test_a_control_character_is_refused_at_its_field(agents_browser: Client) -> None:
    answer = agents_browser.post("/leads/new/", LEAD | {"last_name": "Bo\0xer"})
    assert "Null characters are not allowed." in answer.text
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "🎉 Party", "الأحمد", "O'Hara & Sons", "{{ 7 }}", "👩‍🚀", "می‌خواهم"]
)
def test_any_name_can_be_saved(agents_browser: Client, name: str) -> None:
    answer = agents_browser.post("/leads/new/", LEAD | {"last_name": name}, follow=True)
    assert Lead.objects.get().last_name == name
    assert "<script>alert" not in answer.text


def test_a_campaign_cannot_end_before_it_starts(agents_browser: Client) -> None:
    data = {"name": "C", "type": "SMS", "status": "Planned", "start_date": "2026-05-02", "end_date": "2026-05-01"}
    assert "A campaign ends on or after the day it starts." in agents_browser.post("/campaigns/new/", data).text
    assert not Campaign.objects.exists()


def test_deleting_asks_first(agents_browser: Client) -> None:
    lead = make_lead()
    assert "stay in the SMS list" in agents_browser.get(f"/leads/{lead.pk}/delete/").text
    assert Lead.objects.filter(pk=lead.pk).exists()


def test_deleting_a_person_keeps_the_sms(agents_browser: Client) -> None:
    lead = make_lead()
    sms = make_sms(lead=lead)
    make_campaign(lead)
    answer = agents_browser.post(f"/leads/{lead.pk}/delete/", follow=True)
    assert "was deleted. Its SMS are kept." in answer.text
    assert not Lead.objects.filter(pk=lead.pk).exists()
    assert not CampaignMember.objects.exists()
    assert Sms.objects.get(pk=sms.pk).lead is None


def test_a_record_that_is_gone_is_a_404_in_the_frame(agents_browser: Client) -> None:
    answer = agents_browser.get("/leads/999999/")
    assert answer.status_code == 404
    assert "The record may have been deleted" in answer.text
