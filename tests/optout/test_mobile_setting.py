"""Another phone field becomes the mobile: opt-outs go along, nobody else is touched."""

import pytest
from pytest_django import DjangoAssertNumQueries

from optout import suppression
from optout.models import ConsentEvent
from optout.records import is_person_opted_out, opt_out_person
from tests.factories import make_contact, make_lead, make_setup, new_number

pytestmark = pytest.mark.django_db


def test_an_opted_out_lead_stays_opted_out_under_the_other_field() -> None:
    lead = make_lead(phone=new_number())
    opt_out_person(lead, by=None)
    make_setup(lead_mobile="phone")
    assert is_person_opted_out(lead)
    assert suppression.is_opted_out(lead.phone_e164) and suppression.is_opted_out(lead.mobile_phone_e164)
    assert ConsentEvent.objects.get(number=lead.phone_e164).what == "carried"


def test_nobody_else_is_opted_out() -> None:
    opt_out_person(make_lead(phone=new_number()), by=None)
    other, contact = make_lead(phone=new_number()), make_contact(phone=new_number())
    opt_out_person(contact, by=None)
    make_setup(lead_mobile="phone")
    assert not suppression.is_opted_out(other.phone_e164)
    assert not suppression.is_opted_out(contact.phone_e164)


def test_an_opt_out_without_the_other_number_waits_for_it() -> None:
    contact = make_contact()
    opt_out_person(contact, by=None)
    make_setup(contact_mobile="home_phone")
    contact.refresh_from_db()
    assert contact.has_pending_opt_out and is_person_opted_out(contact)
    contact.home_phone = new_number()
    contact.save()
    assert suppression.is_opted_out(contact.home_phone_e164)


def test_an_opt_out_that_waits_is_applied_to_the_other_number() -> None:
    lead = make_lead(mobile_phone="", phone=new_number())
    opt_out_person(lead, by=None)
    make_setup(lead_mobile="phone")
    lead.refresh_from_db()
    assert suppression.is_opted_out(lead.phone_e164) and not lead.has_pending_opt_out


def test_saving_setup_without_that_change_writes_nothing() -> None:
    make_setup()
    opt_out_person(make_lead(phone=new_number()), by=None)
    before = ConsentEvent.objects.count()
    make_setup(lead_mobile="mobile_phone", time_zone="Europe/London")
    assert ConsentEvent.objects.count() == before


def test_many_opt_outs_cost_as_many_statements_as_one(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    setup = make_setup()
    for _ in range(40):
        opt_out_person(make_lead(phone=new_number()), by=None)
    setup.lead_mobile = "phone"
    with django_assert_max_num_queries(20):
        setup.save()
    assert ConsentEvent.objects.filter(what="carried").count() == 40
