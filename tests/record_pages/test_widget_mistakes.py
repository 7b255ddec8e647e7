"""The Send SMS panel and what somebody filled in: mistakes at their field, a number judged while it is typed."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from optout.reviews import open_review
from optout.suppression import opt_out
from sms.models import Sms
from sms.wording import MAX_LENGTH
from tests.conftest import Ready
from tests.factories import (
    make_lead,
    make_template,
)
from tests.record_pages.test_widget import HTMX, form_of, send, send_url


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
