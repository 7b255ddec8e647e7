"""The Send SMS panel: what it shows, what it sends, and why it does not."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from optout.records import opt_out_person
from record_pages import widget
from sms.models import Sms
from tests.conftest import Ready
from tests.factories import (
    make_campaign,
    make_contact,
    make_lead,
    make_sender,
    make_template,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


def token_in(html: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found
    return found[1]


def send_url(record: Any) -> str:
    if record._meta.model_name == "campaign":
        return reverse("send-broadcast", kwargs={"kind": "campaign", "pk": record.pk})
    return reverse("send-sms", args=[record.object_name, record.pk])


def form_of(browser: Client, record: Any, ready: Ready, **changes: Any) -> dict[str, Any]:
    """The panel's form on the record's page, filled in."""
    page = browser.get(record.get_absolute_url()).text
    return {"sender": ready.sender.pk, "text": "Hello", "form_token": token_in(page)} | changes


def send(browser: Client, lead: Any, ready: Ready, **changes: Any) -> Any:
    form = form_of(browser, lead, ready, **{"to": lead.mobile_typed} | changes)
    return browser.post(send_url(lead), form, **HTMX)


@pytest.mark.parametrize("make", [make_lead, make_contact])
def test_the_panel_offers_the_mobile_the_senders_and_the_templates_of_its_object(
    agents_browser: Client, ready: Ready, make: Any
) -> None:
    make_sender(type="branded", name="MITTO-SMS")
    for related_object in ("lead", "contact", "campaign"):
        make_template(name=f"For a {related_object}", related_object=related_object)
    person = make(mobile_phone="07700 900123", country="GB")
    page = agents_browser.get(person.get_absolute_url()).text
    assert 'value="+447700900123"' in page
    assert "447900000000 (numeric)" in page
    assert "MITTO-SMS (branded, cannot be answered)" in page
    assert re.findall(r"For an? (\w+)</option>", page) == [person.object_name]


def test_sending_queues_the_sms_and_clears_the_form_but_keeps_the_sender(agents_browser: Client, ready: Ready) -> None:
    lead, other = make_lead(), make_sender(name="447900000099")
    answer = send(agents_browser, lead, ready, sender=other.pk, text="Hello <%=FirstName%>")
    sms = Sms.objects.get()
    assert (sms.lead, sms.text, sms.originator, sms.status) == (lead, "Hello Bertha", other.name, "queued")
    assert "1 SMS (1 message) queued." in answer.text
    assert sms.number in answer.text
    assert "Hello" not in answer.text.split("<textarea")[1].split("</textarea>")[0]
    assert f'<option value="{other.pk}" selected>' in answer.text
    assert f'<option value="{other.pk}" selected>' in agents_browser.get(make_lead().get_absolute_url()).text


def test_without_scripts_the_form_leads_back_to_the_record(agents_browser: Client, ready: Ready) -> None:
    lead = make_lead()
    form = form_of(agents_browser, lead, ready, to=lead.mobile_typed, text="a" * 161)
    answer = agents_browser.post(send_url(lead), form, follow=True)
    assert answer.redirect_chain == [(lead.get_absolute_url(), 302)]
    assert "1 SMS (2 messages) queued." in answer.text
    assert Sms.objects.get().number in answer.text


def test_what_a_browser_posts_as_a_line_end_is_one_character(agents_browser: Client, ready: Ready) -> None:
    send(agents_browser, make_lead(), ready, text="a\r\nb")
    assert Sms.objects.get().text == "a\nb"


def test_the_same_form_sent_twice_shows_the_same_sms(agents_browser: Client, ready: Ready) -> None:
    lead = make_lead()
    form = form_of(agents_browser, lead, ready, to=lead.mobile_typed)
    answers = [agents_browser.post(send_url(lead), form, **HTMX) for _click in range(2)]
    number = Sms.objects.get().number
    assert all(number in answer.text for answer in answers)


def test_a_used_form_with_other_words_asks_before_it_sends_another(agents_browser: Client, ready: Ready) -> None:
    lead = make_lead()
    form = form_of(agents_browser, lead, ready, to=lead.mobile_typed)
    agents_browser.post(send_url(lead), form, **HTMX)
    form["text"] = "Something else"

    asked = agents_browser.post(send_url(lead), form, **HTMX)
    assert Sms.objects.count() == 1
    assert "Send another" in asked.text
    assert "Something else" in asked.text

    form["form_token"] = token_in(asked.text)
    agents_browser.post(send_url(lead), form, **HTMX)
    assert set(Sms.objects.values_list("text", flat=True)) == {"Hello", "Something else"}


def test_a_template_fills_from_and_text_and_keeps_the_number(agents_browser: Client, ready: Ready) -> None:
    other = make_sender(name="447900000099")
    template = make_template(text="Dear <%=LastName%>", sender=other)
    url = reverse("widget-template", args=["lead", make_lead().pk])
    filled = {"sender": ready.sender.pk, "to": "07700 900777", "text": "old words", "template": template.pk}
    answer = agents_browser.post(url, filled, **HTMX).text
    assert "Dear &lt;%=LastName%&gt;</textarea>" in answer
    assert f'<option value="{other.pk}" selected>' in answer
    assert f'<option value="{template.pk}" selected>' in answer
    assert 'value="07700 900777"' in answer
    assert not Sms.objects.exists()


def test_choosing_no_template_keeps_what_was_written(agents_browser: Client, ready: Ready) -> None:
    url = reverse("widget-template", args=["lead", make_lead().pk])
    answer = agents_browser.post(url, {"sender": ready.sender.pk, "text": "my words", "template": ""}, **HTMX)
    assert "my words</textarea>" in answer.text


def test_a_campaign_says_how_many_get_it_and_who_is_left_out(client: Client, manager: User, ready: Ready) -> None:
    client.force_login(manager)
    opted_out = make_lead()
    opt_out_person(opted_out, by=None)
    campaign = make_campaign(make_lead(), make_contact(), opted_out, make_lead(mobile_phone=""))
    page = client.get(campaign.get_absolute_url()).text
    assert re.search(r'id="sms-to" value="2 recipients"\s+readonly', page)
    assert "Left out: 1 no mobile number, 1 opted out." in page
    assert (
        json.loads(page.split('id="send-table" type="application/json">')[1].split("</script>")[0])["recipients"] == 2
    )


def test_a_large_campaign_opens_without_counting_everybody(
    client: Client, manager: User, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(widget, "GLANCE", 3)

    client.force_login(manager)
    html = client.get(make_campaign(make_lead(mobile_phone=""), members=4).get_absolute_url()).text

    assert 'value="More than 3 members"' in html
    assert "Left out:" not in html


def test_the_counter_of_a_person_knows_what_merge_fields_become(agents_browser: Client, ready: Ready) -> None:
    lead = make_lead(first_name="</script><b>Ada", company="")
    page = agents_browser.get(lead.get_absolute_url()).text
    table = json.loads(page.split('id="send-table" type="application/json">')[1].split("</script>")[0])
    assert table["isExact"]
    assert table["values"]["firstname"] == "</script><b>Ada"
    assert table["values"]["company"] == ""


@pytest.mark.parametrize("text", ["🎉", "שלום", "<script>alert(1)</script>", "{{ 7|add:7 }} {% now 'Y' %}"])
def test_any_text_is_sent_as_written(agents_browser: Client, ready: Ready, text: str) -> None:
    lead = make_lead()
    send(agents_browser, lead, ready, text=text)
    assert Sms.objects.get().text == text
    assert "<script>alert(1)" not in agents_browser.get(lead.get_absolute_url()).text


def test_an_unknown_record_or_object_is_not_found(agents_browser: Client, ready: Ready) -> None:
    assert agents_browser.get("/send/lead/999999/").status_code == 404
    assert agents_browser.get("/send/user/1/").status_code == 404
