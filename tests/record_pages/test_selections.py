"""Texting the people ticked in a list: the panel, the check and the broadcast of a selection."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from sms.models import Broadcast
from tests.conftest import Ready
from tests.factories import make_lead, make_selection, make_template
from tests.record_pages.test_preflight import value_in


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def test_the_panel_says_who_they_are_and_leads_back_to_their_list(browser: Client, ready: Ready) -> None:
    leads_template = make_template(related_object="lead", text="Hello <%=Company%>")
    campaigns_template = make_template(related_object="campaign")

    page = browser.get(make_selection(make_lead(), make_lead()).get_absolute_url()).text

    assert "Bertha Boxer and others, 2 people in all" in page
    assert 'value="2 recipients"' in page
    assert 'href="/leads/">Back to the list' in page
    assert leads_template.name in page
    assert campaigns_template.name not in page


def test_a_template_fills_the_panel(browser: Client, ready: Ready) -> None:
    template, selection = make_template(related_object="lead", text="Hi <%=Company%>"), make_selection(make_lead())
    url = reverse("widget-template", args=["selection", selection.pk])
    assert "Hi &lt;%=Company%&gt;" in browser.post(url, {"template": template.pk, "sender": ready.sender.pk}).text


def test_they_are_checked_and_sent(browser: Client, ready: Ready) -> None:
    selection = make_selection(make_lead(), make_lead(mobile_phone=""))
    address = {"kind": "selection", "pk": selection.pk}
    panel = browser.get(selection.get_absolute_url()).text
    form = {"form_token": value_in(panel, "form_token"), "sender": ready.sender.pk, "text": "Hello <%=Company%>"}

    check = browser.post(reverse("preflight", kwargs=address), form).text
    assert "Hello Farmers Coop." in check
    listed = browser.post(reverse("preflight-left-out", kwargs=address | {"reason": "no_number"}), form).text
    assert "Bertha Boxer" in listed
    form["preflight_digest"] = value_in(check, "preflight_digest")
    answer = browser.post(reverse("send-broadcast", kwargs=address), form, follow=True)

    broadcast = Broadcast.objects.get()
    assert answer.redirect_chain == [(broadcast.get_absolute_url(), 302)]
    assert (broadcast.selection, broadcast.campaign) == (selection, None)
    for url in (broadcast.get_absolute_url(), "/broadcasts/", "/"):
        assert f'href="{selection.get_absolute_url()}">Selected leads' in browser.get(url).text


def test_a_test_goes_to_my_phone(browser: Client, ready: Ready) -> None:
    selection = make_selection(make_lead())
    form = {"sender": ready.sender.pk, "text": "Hello", "test_to": "07700 900123"}
    url = reverse("preflight-test", kwargs={"kind": "selection", "pk": selection.pk})
    assert "queued" in browser.post(url, form, headers={"HX-Request": "true"}).text


def test_where_none_of_them_can_be_texted_it_says_why(browser: Client, ready: Ready) -> None:
    page = browser.get(make_selection(make_lead(mobile_phone="")).get_absolute_url()).text
    assert "None of the people selected can be texted: 1 no mobile number." in page


def test_a_selection_has_no_list_of_sms_of_its_own(browser: Client, ready: Ready) -> None:
    selection = make_selection(make_lead())
    assert browser.get(reverse("related-sms", args=["selection", selection.pk])).status_code == 404
