"""Leads and contacts by REST: fields, numbers, filters, and the opt-out of their number."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from crm.models import Contact, Lead
from optout import suppression
from optout.models import ConsentEvent, Suppression
from optout.records import opt_out_person
from tests.factories import make_contact, make_lead, make_setup

LEADS, CONTACTS = "/api/v1/leads/", "/api/v1/contacts/"
LEAD_FIELDS = [
    *("id", "salutation", "first_name", "last_name", "company", "title", "email", "phone", "mobile_phone", "fax"),
    *("lead_source", "country", "sms_opt_out", "status", "rating"),
]


def test_a_lead_needs_a_last_name_and_a_company(agent: APIClient) -> None:
    answer = agent.post(LEADS, {"first_name": "Bertha"})

    assert answer.status_code == 400
    assert answer.json() == {
        "code": "invalid",
        "detail": "Look at last_name, company: nothing was saved or sent.",
        "fields": {"last_name": ["This field is required."], "company": ["This field is required."]},
    }


def test_a_lead_is_made_read_changed_and_deleted(agent: APIClient) -> None:
    made = agent.post(LEADS, {"last_name": "Boxer", "company": "Farmers Coop.", "rating": "Hot"})
    assert made.status_code == 201
    assert list(made.json()) == LEAD_FIELDS
    url = f"{LEADS}{made.json()['id']}/"
    assert agent.get(url).json() == made.json()

    changed = agent.patch(url, {"first_name": "Bertha"})
    assert changed.json() == {**made.json(), "first_name": "Bertha"}
    replaced = agent.put(url, {"last_name": "Boxer", "company": "Edge", "status": "Working"})
    assert (replaced.json()["company"], replaced.json()["status"]) == ("Edge", "Working")

    assert agent.delete(url).status_code == 204
    assert agent.get(url).status_code == 404


def test_who_makes_a_record_owns_it(agent: APIClient) -> None:
    agent.post(LEADS, {"last_name": "Boxer", "company": "Farmers Coop."})

    assert Lead.objects.get().owner == agent.user


def test_a_contact_has_an_account_and_more_phones(agent: APIClient) -> None:
    answer = agent.post(CONTACTS, {"last_name": "Forbes", "account_name": "Edge", "home_phone": "020 7946 0958"})

    assert answer.status_code == 201
    assert answer.json()["home_phone"] == "+442079460958"
    assert set(answer.json()) == {*LEAD_FIELDS, "account_name", "home_phone", "other_phone", "assistant_phone"} - {
        *("company", "rating")
    }
    assert answer.json()["status"] == "Active"


def test_numbers_are_shown_in_e164_and_unusable_ones_as_typed(agent: APIClient) -> None:
    typed = {"mobile_phone": "07700 900123", "phone": "12", "country": "GB"}
    answer = agent.post(LEADS, {"last_name": "Boxer", "company": "Farmers Coop."} | typed)

    assert (answer.json()["mobile_phone"], answer.json()["phone"]) == ("+447700900123", "12")
    assert Lead.objects.get().mobile_phone == "07700 900123"


def test_control_characters_in_a_name_are_dropped(agent: APIClient) -> None:
    answer = agent.post(LEADS, {"last_name": "Bo\x07xer", "company": "Farmers Coop."})

    assert answer.json()["last_name"] == "Boxer"


@pytest.mark.parametrize(("name", "value"), [("status", "Lost"), ("email", "no"), ("country", "XX"), ("last_name", "")])
def test_a_value_that_cannot_be_is_refused_at_its_field(agent: APIClient, name: str, value: str) -> None:
    answer = agent.patch(f"{LEADS}{make_lead().pk}/", {name: value})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [name]


@pytest.mark.parametrize(
    "question",
    [
        {"status": "Working"},
        {"rating": "Hot"},
        {"lead_source": "Web"},
        {"country": "DE"},
        {"sms_opt_out": "true"},
    ],
)
def test_leads_are_filtered(agent: APIClient, question: dict[str, str]) -> None:
    wanted = make_lead(
        status="Working",
        rating="Hot",
        lead_source="Web",
        country="DE",
    )
    opt_out_person(wanted, by=None)
    make_lead()

    assert [row["id"] for row in agent.get(LEADS, question).json()["results"]] == [wanted.pk]


@pytest.mark.parametrize(("url", "make"), [(LEADS, make_lead), (CONTACTS, make_contact)])
def test_true_opts_the_number_out_once(agent: APIClient, url: str, make: Any) -> None:
    person = make()

    for _ in range(2):
        answer = agent.patch(f"{url}{person.pk}/", {"sms_opt_out": True})
        assert (answer.status_code, answer.json()["sms_opt_out"]) == (200, True)

    opt_out = Suppression.objects.get()
    assert (opt_out.number, opt_out.source, opt_out.created_by) == (person.mobile.e164, "api", agent.user)
    assert ConsentEvent.objects.count() == 1


def test_a_new_contact_can_be_opted_out_at_once(agent: APIClient) -> None:
    mobile = {"mobile_phone": "+447700900123"}
    answer = agent.post(CONTACTS, {"last_name": "Forbes", "sms_opt_out": True} | mobile)

    assert answer.json()["sms_opt_out"] is True
    assert suppression.is_opted_out("+447700900123")


def test_an_opt_out_without_a_usable_number_waits_for_the_next_one(agent: APIClient) -> None:
    made = agent.post(CONTACTS, {"last_name": "Forbes", "sms_opt_out": True}).json()
    assert made["sms_opt_out"] is True

    agent.patch(f"{CONTACTS}{made['id']}/", {"mobile_phone": "+447700900123"})

    assert suppression.is_opted_out("+447700900123")
    assert Contact.objects.get().has_pending_opt_out is False


def test_false_does_not_clear_an_opt_out_but_says_where_that_is_done(admin: APIClient) -> None:
    lead = make_lead()
    opt_out_person(lead, by=None)

    answer = admin.patch(f"{LEADS}{lead.pk}/", {"sms_opt_out": False, "first_name": "Berta"})

    assert answer.status_code == 400
    assert "opt-outs" in answer.json()["fields"]["sms_opt_out"][0]
    assert suppression.is_opted_out(lead.mobile.e164)
    assert Lead.objects.get().first_name == "Bertha"


def test_false_where_nobody_opted_out_is_what_is_true_already(agent: APIClient) -> None:
    answer = agent.patch(f"{LEADS}{make_lead().pk}/", {"sms_opt_out": False})

    assert (answer.status_code, answer.json()["sms_opt_out"]) == (200, False)


def test_the_opt_out_shown_is_that_of_the_field_setup_calls_the_mobile(agent: APIClient) -> None:
    make_setup(lead_mobile="phone")
    lead = make_lead(phone="+44 7700 900123")
    suppression.opt_out("+447700900123", source="person")

    assert agent.get(LEADS).json()["results"][0]["sms_opt_out"] is True
    assert agent.patch(f"{LEADS}{lead.pk}/", {}).json()["sms_opt_out"] is True


def test_an_opted_out_person_stays_so_under_a_new_number(agent: APIClient) -> None:
    lead = make_lead()
    opt_out_person(lead, by=None)

    answer = agent.patch(f"{LEADS}{lead.pk}/", {"mobile_phone": "+447700900123"})

    assert answer.json()["sms_opt_out"] is True
    assert suppression.is_opted_out("+447700900123")
