"""Leads and contacts: their numbers in two columns, and who holds a number."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from crm.models import CampaignMember, Contact, Lead
from crm.people import holders_of
from crm.phone import UNUSABLE_WHEN_SAVED
from tests.factories import make_campaign, make_contact, make_lead, make_setup

Make = Callable[..., Lead | Contact]

NUMBER = "+447700900123"


@pytest.fixture(params=[make_lead, make_contact])
def make(db: None, request: pytest.FixtureRequest) -> Make:
    """Leads and contacts alike."""
    maker: Make = request.param
    return maker


def test_what_was_typed_is_kept_beside_the_number_it_means(make: Make) -> None:
    person = make(mobile_phone="07700 900123", phone="ask her", fax="")

    person.refresh_from_db()
    assert (person.mobile_phone, person.mobile_phone_e164) == ("07700 900123", NUMBER)
    assert (person.phone, person.phone_e164) == ("ask her", "")
    assert person.fax_e164 == ""


def test_every_phone_field_of_a_person_has_its_number(make: Make) -> None:
    person = make()
    fields = [field.source for field in person._meta.get_fields() if hasattr(field, "source")]
    for field in fields:
        setattr(person, field, "07700 900123")
    person.save()

    person.refresh_from_db()
    assert {"phone", "mobile_phone", "fax"} <= set(fields)
    assert {getattr(person, f"{field}_e164") for field in fields} == {NUMBER}


def test_the_country_of_the_record_goes_before_the_default(make: Make) -> None:
    make_setup(default_country="DE")

    assert make(mobile_phone="0151 23456789").mobile_phone_e164 == "+4915123456789"
    assert make(mobile_phone="06 12 34 56 78", country="FR").mobile_phone_e164 == "+33612345678"


def test_another_default_country_leaves_a_saved_number_as_lists_and_broadcasts_have_it(make: Make) -> None:
    people = [make(mobile_phone="07700 900123"), make(mobile_phone="0301")]
    make_setup(default_country="FR")

    number, unusable = (type(person).objects.get(pk=person.pk).mobile for person in people)

    assert number.e164 == NUMBER
    assert (unusable.e164, bool(unusable.problem)) == ("", True)


def test_a_number_that_is_usable_only_by_now_asks_to_be_saved_again(make: Make) -> None:
    person = make(mobile_phone="12345678")
    make_setup(default_country="NO")

    assert person.mobile.problem == UNUSABLE_WHEN_SAVED
    person.save()
    assert person.mobile.e164 == "+4712345678"


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"mobile_phone": "0622345678"}, "+33622345678"),
        ({"country": "NL"}, "+31612345678"),
        ({"mobile_phone": "0622345678", "country": "NL"}, "+31622345678"),
        ({"title": "Dr"}, "+33612345678"),
    ],
)
def test_saving_some_fields_saves_the_number_they_mean(make: Make, changes: dict[str, str], number: str) -> None:
    person = make(mobile_phone="0612345678", country="FR")
    for name, value in changes.items():
        setattr(person, name, value)

    person.save(update_fields=list(changes))

    person.refresh_from_db()
    assert person.mobile.e164 == number


def test_another_country_means_another_number(make: Make) -> None:
    person = make(mobile_phone="0612345678", country="FR")

    person.country = "NL"
    person.save()

    assert person.mobile_phone_e164 == "+31612345678"


def test_people_made_in_bulk_have_their_numbers_too(make: Make) -> None:
    model = type(make())

    [person] = model.objects.bulk_create([model(last_name="Bulk", country="GB", mobile_phone="07700 900123")])

    assert model.objects.get(pk=person.pk).mobile_phone_e164 == NUMBER


def test_the_mobile_is_the_field_that_setup_chose(make: Make) -> None:
    person = make(mobile_phone=NUMBER, fax="+447700900999")
    assert (person.mobile.e164, person.mobile_field) == (NUMBER, "mobile_phone")

    make_setup(lead_mobile="fax", contact_mobile="fax")

    assert (person.mobile.e164, person.mobile_typed) == ("+447700900999", "+447700900999")


def test_everybody_with_the_number_holds_it_newest_first(db: None) -> None:
    first, second, third = (
        make_lead(mobile_phone="07700 900123", country="GB"),
        make_contact(mobile_phone=NUMBER),
        make_lead(mobile_phone="+44 7700 900123"),
    )
    make_lead(phone=NUMBER)

    assert holders_of(NUMBER) == [third, second, first]


def test_nobody_holds_no_number(db: None) -> None:
    make_lead(mobile_phone="")

    assert holders_of("") == []


def test_holders_follow_the_field_that_setup_chose(db: None) -> None:
    lead = make_lead(phone=NUMBER)
    make_setup(lead_mobile="phone")

    assert holders_of(NUMBER) == [lead]


@pytest.mark.parametrize("name", ["A\0da", "A\u200bda", "A\nda", "  Ada "])
def test_control_characters_are_dropped_from_a_name(make: Make, name: str) -> None:
    person = make()
    person.first_name = name
    person.full_clean()

    assert person.first_name == "Ada"


def test_a_person_without_a_first_name_is_called_by_the_last(make: Make) -> None:
    assert str(make(first_name="", last_name="Boxer")) == "Boxer"


def test_a_member_is_a_lead_or_a_contact_and_never_both_or_none(db: None) -> None:
    campaign = make_campaign()
    both: dict[str, Any] = {"campaign": campaign, "lead": make_lead(), "contact": make_contact()}

    for member in (CampaignMember(**both), CampaignMember(campaign=campaign)):
        with pytest.raises(ValidationError, match="A campaign member is a lead or a contact: choose one of them."):
            member.full_clean()

    with pytest.raises(IntegrityError, match="member_is_a_lead_or_a_contact"):
        CampaignMember.objects.create(**both)


def test_a_person_is_in_a_campaign_once(make: Make) -> None:
    person = make()
    campaign = make_campaign(person)

    with pytest.raises(ValidationError, match=f"This {person.object_name} is already in the campaign."):
        CampaignMember(campaign=campaign, **{person.object_name: person}).full_clean()

    assert campaign.members.get().person == person


def test_a_campaign_ends_on_or_after_the_day_it_starts(db: None) -> None:
    campaign = make_campaign(start_date="2026-11-23", end_date="2026-11-23")
    campaign.refresh_from_db()
    campaign.end_date = campaign.start_date.replace(day=22)

    with pytest.raises(ValidationError, match="A campaign ends on or after the day it starts."):
        campaign.full_clean()
