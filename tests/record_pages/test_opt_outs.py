"""The SMS opt-out of a person: on the form and on its own page."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from configuration.models import PageLayout
from crm.models import Contact, Lead
from optout.models import ConsentEvent
from optout.records import is_person_opted_out, opt_out_person
from optout.suppression import is_opted_out
from tests.factories import make_contact, make_lead

MAKERS = pytest.mark.parametrize("make", [make_lead, make_contact])
MakePerson = Callable[..., Lead | Contact]

NUMBER = "+447400123456"


def fields(person: Lead | Contact, **changes: str) -> dict[str, str]:
    """The edit form as the browser would send it."""
    values = {"last_name": person.last_name, "mobile_phone": person.mobile_phone, "status": person.status}
    if isinstance(person, Lead):
        values["company"] = person.company
    return values | changes


@pytest.fixture
def managers_browser(manager: User, client: Client) -> Client:
    client.force_login(manager)
    return client


@MAKERS
def test_an_agent_may_opt_a_person_out(agents_browser: Client, agent: User, make: MakePerson) -> None:
    person = make(mobile_phone=NUMBER)
    url = f"{person.get_absolute_url()}opt-out/"
    answer = agents_browser.post(url, {"reason": "Asked on the phone"}, follow=True)
    assert "gets no SMS from now on." in answer.text
    assert is_opted_out(NUMBER)
    event = ConsentEvent.objects.get()
    assert (event.by, event.wording) == (agent, "Asked on the phone")
    assert "Asked on the phone" in agents_browser.get(url).text


@MAKERS
def test_an_agent_may_not_take_it_back(agents_browser: Client, make: MakePerson) -> None:
    person = make(mobile_phone=NUMBER)
    opt_out_person(person, by=None)
    url = f"{person.get_absolute_url()}opt-out/"
    assert "can take the opt-out back" in agents_browser.get(url).text
    assert agents_browser.post(url, {"clear": "", "reason": "A mistake"}).status_code == 403
    assert is_opted_out(NUMBER)


@MAKERS
def test_a_manager_takes_it_back_with_a_reason(managers_browser: Client, make: MakePerson) -> None:
    person = make(mobile_phone=NUMBER)
    opt_out_person(person, by=None)
    url = f"{person.get_absolute_url()}opt-out/"
    assert "Say why this person may be texted again." in managers_browser.post(url, {"clear": "", "reason": "  "}).text
    assert is_opted_out(NUMBER)
    managers_browser.post(url, {"clear": "", "reason": "It was a mistake"})
    assert not is_opted_out(NUMBER)


def test_opting_out_twice_takes_nothing_back(managers_browser: Client) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    for _click in range(2):
        managers_browser.post(f"/leads/{lead.pk}/opt-out/", {"reason": "Asked on the phone"})
    assert is_opted_out(NUMBER)


def test_an_opt_out_without_a_usable_number_waits_for_one(agents_browser: Client) -> None:
    lead = make_lead(mobile_phone="12")
    agents_browser.post(f"/leads/{lead.pk}/opt-out/", {"reason": ""})
    lead.refresh_from_db()
    assert is_person_opted_out(lead)
    agents_browser.post(f"/leads/{lead.pk}/edit/", fields(lead, mobile_phone=NUMBER, sms_opt_out="on"))
    assert is_opted_out(NUMBER)


@MAKERS
def test_ticking_the_box_on_the_form_opts_out(agents_browser: Client, make: MakePerson) -> None:
    person = make(mobile_phone=NUMBER)
    agents_browser.post(f"{person.get_absolute_url()}edit/", fields(person, sms_opt_out="on"))
    assert is_opted_out(NUMBER)


def test_a_new_lead_can_be_opted_out_from_the_start(agents_browser: Client) -> None:
    values = {"last_name": "B", "company": "C", "status": "Open", "mobile_phone": NUMBER, "sms_opt_out": "on"}
    agents_browser.post("/leads/new/", values)
    assert is_opted_out(NUMBER)


def test_an_agent_cannot_untick_the_box(agents_browser: Client) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    opt_out_person(lead, by=None)
    answer = agents_browser.post(f"/leads/{lead.pk}/edit/", fields(lead, title="Director", opt_out_reason="x"))
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert lead.title == "Director"
    assert is_opted_out(NUMBER)


def test_a_manager_unticks_the_box_with_a_reason(managers_browser: Client) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    opt_out_person(lead, by=None)
    url = f"/leads/{lead.pk}/edit/"
    answer = managers_browser.post(url, fields(lead))
    assert "Say why this person may be texted again." in answer.text
    assert is_opted_out(NUMBER)
    managers_browser.post(url, fields(lead, opt_out_reason="It was a mistake"))
    assert not is_opted_out(NUMBER)
    assert ConsentEvent.objects.filter(what="cleared", wording="It was a mistake").exists()


def test_unticking_while_changing_the_number_frees_the_old_number_only(managers_browser: Client) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    opt_out_person(lead, by=None)
    new = {"mobile_phone": "+447400999999", "opt_out_reason": "Another person now"}
    managers_browser.post(f"/leads/{lead.pk}/edit/", fields(lead, **new))
    assert not is_opted_out(NUMBER)
    assert not is_opted_out("+447400999999")


def test_a_new_number_keeps_the_opt_out(agents_browser: Client) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    opt_out_person(lead, by=None)
    values = fields(lead, mobile_phone="+447400999999", sms_opt_out="on")
    agents_browser.post(f"/leads/{lead.pk}/edit/", values)
    assert is_opted_out(NUMBER)
    assert is_opted_out("+447400999999")


@pytest.mark.parametrize("switch", ["is_opt_out_shown", "is_opt_out_editable"])
def test_the_page_layout_can_keep_the_opt_out_from_being_changed(managers_browser: Client, switch: str) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    opt_out_person(lead, by=None)
    PageLayout.for_object("lead")
    PageLayout.objects.update(**{switch: False})
    answer = managers_browser.post(f"/leads/{lead.pk}/edit/", fields(lead, opt_out_reason="x"))
    assert answer.status_code == 302
    assert is_opted_out(NUMBER)


def test_a_locked_page_layout_closes_the_opt_out_page(managers_browser: Client) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    PageLayout.for_object("lead")
    PageLayout.objects.update(is_opt_out_editable=False)
    assert "Page layouts in Setup" in managers_browser.post(f"/leads/{lead.pk}/opt-out/", {"reason": ""}).text
    assert not is_opted_out(NUMBER)
