"""The Send SMS panel: what it shows, what it sends, and why it does not."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from optout.records import opt_out_person
from optout.reviews import open_review
from optout.suppression import opt_out
from record_pages import widget
from sms.models import Sms
from sms.wording import MAX_LENGTH
from tests.conftest import Ready
from tests.factories import (
    make_campaign,
    make_contact,
    make_inbound_sms,
    make_lead,
    make_sender,
    make_setup,
    make_template,
    make_user,
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


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("text", "", "Write a text first."),
        ("text", "  \n ", "Write a text first."),
        ("text", "a" * (MAX_LENGTH + 1), "this one has 1,601. Shorten it by 1."),
        ("text", "a\0b", "no phone can show (NUL)"),
        ("text", "Hi <%=Nobody%>", "&lt;%=Nobody%&gt; is not a merge field of leads."),
        ("text", "Hi <%=FirstName", "is not closed"),
        ("to", "", "Write the mobile number"),
        ("to", "12", "This number is too short."),
        ("to", "call me", "This is not a phone number."),
        ("to", "9" * 41, "at most 40 characters"),
        ("sender", "999999", "Choose a sender; the one chosen before no longer exists."),
        ("template", "999999", "This template does not exist here any more."),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_is_lost_or_sent(
    agents_browser: Client, ready: Ready, field: str, typed: str, sentence: str
) -> None:
    lead = make_lead()
    good = {"to": lead.mobile_typed, "text": "Keep these words"}
    form = form_of(agents_browser, lead, ready, **good | {field: typed})
    answer = agents_browser.post(send_url(lead), form, **HTMX)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', answer.text)
    assert field == "text" or "Keep these words" in answer.text
    assert not Sms.objects.exists()


def test_mistakes_at_several_fields_are_named_together(agents_browser: Client, ready: Ready) -> None:
    answer = send(agents_browser, make_lead(), ready, to="12", text="<%=Nobody%>")
    assert "This number is too short." in answer.text
    assert "is not a merge field of leads" in answer.text


def test_a_template_of_another_object_cannot_be_sent(agents_browser: Client, ready: Ready) -> None:
    answer = send(agents_browser, make_lead(), ready, template=make_template(related_object="contact").pk)
    assert "This template does not exist here any more." in answer.text
    assert not Sms.objects.exists()


def test_without_scripts_a_mistake_shows_the_form_on_a_page_of_its_own(agents_browser: Client, ready: Ready) -> None:
    lead = make_lead()
    form = form_of(agents_browser, lead, ready, to="12", text="Keep these words")
    answer = agents_browser.post(send_url(lead), form)
    assert "<html" in answer.text
    assert "This number is too short." in answer.text
    assert "Keep these words" in answer.text


def test_the_number_typed_is_the_one_that_is_judged(agents_browser: Client, ready: Ready) -> None:
    opt_out("+447700900999", source="person")
    lead = make_lead()
    refused = send(agents_browser, lead, ready, to="07700 900999")
    assert "This number opted out of SMS. Nothing was sent." in refused.text
    send(agents_browser, lead, ready, to="07700 900998")
    assert Sms.objects.get().recipient == "+447700900998"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12", "This number is too short."),
        ("07700 900999", "This number opted out on"),
        ("07700 900888", "may be an opt-out and waits for review"),
        ("020 7946 0000", "This looks like a landline."),
        ("07400 123456", "Goes to +447400123456."),
    ],
)
def test_a_number_is_judged_while_it_is_typed(agents_browser: Client, ready: Ready, typed: str, sentence: str) -> None:
    opt_out("+447700900999", source="person")
    open_review(number="+447700900888", text="leave me alone", rule="refusal", sms_reference="")
    url = reverse("widget-check", args=["lead", make_lead(country="GB").pk])
    assert sentence in agents_browser.post(url, {"to": typed}, **HTMX).text


def test_a_number_with_nothing_to_say_about_it_gets_no_words(agents_browser: Client, ready: Ready) -> None:
    url = reverse("widget-check", args=["lead", make_lead().pk])
    assert agents_browser.post(url, {"to": "+447400123456"}, **HTMX).text.strip() == ""


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


def test_a_stranger_and_somebody_without_permission_cannot_send(client: Client, ready: Ready) -> None:
    lead = make_lead()
    urls = [send_url(lead), *(reverse(f"widget-{name}", args=["lead", lead.pk]) for name in ("template", "check"))]
    for url in urls:
        assert client.post(url).headers["Location"].startswith("/login/")
    client.force_login(make_user())
    for url in urls:
        assert client.post(url).status_code == 403
    assert not Sms.objects.exists()


def test_an_unknown_record_or_object_is_not_found(agents_browser: Client, ready: Ready) -> None:
    assert agents_browser.get("/send/lead/999999/").status_code == 404
    assert agents_browser.get("/send/user/1/").status_code == 404
