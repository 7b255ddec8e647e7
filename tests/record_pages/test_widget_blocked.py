"""The Send SMS panel switched off: why, and the way out."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from optout.records import opt_out_person
from optout.suppression import opt_out
from sms.models import Sms
from tests.conftest import Ready
from tests.factories import (
    make_campaign,
    make_inbound_sms,
    make_lead,
    make_setup,
    make_user,
)
from tests.record_pages.test_widget import HTMX, form_of, send_url


def test_a_reply_that_opted_out_switches_the_panel_off_and_is_linked(agents_browser: Client, ready: Ready) -> None:
    lead = make_lead(mobile_phone="+447700900123")
    reply = make_inbound_sms(text="STOP please", originator="+447700900123", lead=lead, status="opt_out")
    opt_out("+447700900123", source="reply", sms_reference=reply.reference)
    page = agents_browser.get(lead.get_absolute_url()).text
    panel = page.split("data-send-panel")[1]
    assert "<fieldset disabled" in panel
    assert "opted out of SMS on" in panel
    assert "by replying “STOP please”" in panel
    assert reply.get_absolute_url() in panel


def test_who_opted_out_while_the_form_was_open_is_not_texted_and_the_form_says_why(
    agents_browser: Client, ready: Ready
) -> None:
    lead = make_lead()
    form = form_of(agents_browser, lead, ready, to=lead.mobile_typed)
    opt_out_person(lead, by=None)
    answer = agents_browser.post(send_url(lead), form, **HTMX).text
    assert "<fieldset disabled" in answer
    assert "opted out of SMS on" in answer
    assert not Sms.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mobile_phone": ""}, "has no mobile number that can be texted. Mobile phone: There is no number."),
        ({"mobile_phone": "123"}, "Mobile phone: This number is too short."),
    ],
)
def test_without_a_usable_mobile_the_panel_says_why_and_where_to_mend_it(
    agents_browser: Client, ready: Ready, changes: dict[str, str], sentence: str
) -> None:
    lead = make_lead(country="GB", **changes)
    panel = agents_browser.get(lead.get_absolute_url()).text.split("data-send-panel")[1]
    assert "<fieldset disabled" in panel
    assert sentence in panel
    assert reverse("lead-edit", args=[lead.pk]) in panel


def test_an_opt_out_without_a_number_switches_the_panel_off_too(agents_browser: Client, ready: Ready) -> None:
    lead = make_lead(mobile_phone="")
    opt_out_person(lead, by=None)
    assert "Bertha Boxer opted out of SMS." in agents_browser.get(lead.get_absolute_url()).text


def test_an_incomplete_setup_sends_admins_to_setup_and_others_to_an_admin(agents_browser: Client, admin: User) -> None:
    make_setup(product_key="")
    url = make_lead().get_absolute_url()
    assert "Ask an admin to finish Setup." in agents_browser.get(url).text
    agents_browser.force_login(admin)
    panel = agents_browser.get(url).text.split("data-send-panel")[1]
    assert "Setup has no product key yet. There is no default sender yet." in panel
    assert f'href="{reverse("setup")}"' in panel


def test_an_agent_is_told_which_permission_set_campaigns_need(agents_browser: Client, ready: Ready) -> None:
    campaign = make_campaign(make_lead())
    page = agents_browser.get(campaign.get_absolute_url()).text
    assert "Ask an admin for the permission set Mitto Campaign Manager." in page
    assert agents_browser.post(send_url(campaign), {}).status_code == 403


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([], "This campaign has no members yet."),
        ([""], "No member of this campaign can be texted: 1 no mobile number."),
    ],
)
def test_a_campaign_nobody_of_which_can_be_texted_cannot_be_sent(
    client: Client, manager: User, ready: Ready, people: list[str], sentence: str
) -> None:
    client.force_login(manager)
    campaign = make_campaign(*[make_lead(mobile_phone=number) for number in people])
    page = client.get(campaign.get_absolute_url()).text
    assert sentence in page
    assert reverse("campaign-members", args=[campaign.pk]) in page


def test_a_stranger_and_somebody_without_permission_cannot_send(client: Client, ready: Ready) -> None:
    lead = make_lead()
    urls = [send_url(lead), *(reverse(f"widget-{name}", args=["lead", lead.pk]) for name in ("template", "check"))]
    for url in urls:
        assert client.post(url).headers["Location"].startswith("/login/")
    client.force_login(make_user())
    for url in urls:
        assert client.post(url).status_code == 403
    assert not Sms.objects.exists()
