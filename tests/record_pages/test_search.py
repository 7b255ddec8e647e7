"""The search box of the frame."""

import pytest
from django.test import Client

from tests.factories import make_campaign, make_contact, make_inbound_sms, make_lead, make_sms


def search(browser: Client, term: str) -> str:
    return browser.post("/search/", {"q": term}, follow=True).text


def test_a_name_is_found_among_leads_contacts_and_campaigns(agents_browser: Client) -> None:
    found = [make_lead(last_name="Zorn"), make_contact(last_name="Zornow"), make_campaign(name="Zorn's list")]
    missed = make_lead(last_name="Abel")
    page = search(agents_browser, "zorn")
    for record in found:
        assert f'href="{record.get_absolute_url()}"' in page
    assert missed.get_absolute_url() not in page


@pytest.mark.parametrize("typed", ["SMS-{:06}", "sms-{}", "sms{}", "{:06}"])
def test_an_sms_is_found_by_its_id(agents_browser: Client, typed: str) -> None:
    wanted, other = make_sms(), make_sms()
    page = search(agents_browser, typed.format(wanted.pk))
    assert f'href="{wanted.get_absolute_url()}"' in page
    assert f'href="{other.get_absolute_url()}"' not in page


def test_a_number_finds_its_holders_and_its_sms_both_ways(agents_browser: Client) -> None:
    number = "+447400123456"
    contact = make_contact(mobile_phone="", other_phone="07400 123456")
    sent, received = make_sms(recipient=number), make_inbound_sms(originator=number)
    page = search(agents_browser, "07400 123 456")
    for record in (contact, sent, received):
        assert f'href="{record.get_absolute_url()}"' in page


def test_a_number_never_gets_into_a_url(agents_browser: Client) -> None:
    answer = agents_browser.post("/search/", {"q": "+44 7400 123456"})
    assert answer.status_code == 200
    assert "Nothing found" in answer.text


def test_an_empty_search_says_what_can_be_found(agents_browser: Client) -> None:
    assert "SMS ID such as SMS-000001" in search(agents_browser, "  ")


@pytest.mark.parametrize("term", ["\0", "%", "' or 1=1 --", "9" * 80, "sms-" + "9" * 30, "<script>alert(1)</script>"])
def test_odd_searches_are_harmless(agents_browser: Client, term: str) -> None:
    lead = make_lead()
    page = search(agents_browser, term)
    assert lead.get_absolute_url() not in page
    assert "<script>alert" not in page
