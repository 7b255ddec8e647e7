"""The opt-out seen from a record: it follows the number, and a changed number takes it along."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from crm.models import Contact, Lead
from optout import records, suppression
from optout.models import ConsentEvent
from optout.suppression import ReasonMissing
from tests.factories import make_contact, make_lead, make_setup, make_sms, make_user

OLD, NEW = "+447700900001", "+447700900002"
Make = Callable[..., Lead | Contact]


@pytest.fixture(params=[make_lead, make_contact])
def make(db: None, request: pytest.FixtureRequest) -> Make:
    """Leads and contacts alike."""
    maker: Make = request.param
    return maker


def is_out(person: Lead | Contact) -> bool:
    """What somebody sees who opens the record now."""
    return records.is_person_opted_out(type(person).objects.get(pk=person.pk))


def test_an_opt_out_holds_for_everybody_with_the_number_now_and_later(make: Make) -> None:
    before, other = make(mobile_phone="07700 900001", country="GB"), make(mobile_phone=NEW)

    records.opt_out_person(before, by=None)

    later = make(mobile_phone="+44 7700 900001")
    Lead.objects.bulk_create([Lead(last_name="Bulk", company="B", country="GB", mobile_phone="07700900001")])
    assert is_out(before)
    assert is_out(later)
    assert is_out(Lead.objects.get(last_name="Bulk"))
    assert not is_out(other)


def test_a_record_that_changes_to_an_opted_out_number_is_opted_out(make: Make) -> None:
    suppression.opt_out(OLD, source="reply")
    person = make(mobile_phone=NEW)

    person.mobile_phone = OLD
    person.save()

    assert is_out(person)
    assert not suppression.is_opted_out(NEW)


def test_a_changed_mobile_carries_the_opt_out_along_with_a_line_in_the_ledger(make: Make) -> None:
    person = make(mobile_phone=OLD)
    suppression.opt_out(OLD, source="reply")

    person.mobile_phone = NEW
    person.save()

    assert suppression.is_opted_out(OLD)
    assert suppression.is_opted_out(NEW)
    event = suppression.history_of(NEW).get()
    assert (event.what, event.wording) == ("carried", "The mobile of a person who opted out was changed")


def test_an_opt_out_that_was_carried_along_is_not_ended_by_start(make: Make) -> None:
    person = make(mobile_phone=OLD)
    suppression.opt_out(OLD, source="reply")
    person.mobile_phone = NEW
    person.save()

    assert suppression.opt_in_by_reply(NEW, wording="START", sms_reference="") is False


def test_a_mobile_that_changes_its_spelling_alone_carries_nothing(make: Make) -> None:
    person = make(mobile_phone="07700 900001", country="GB")
    suppression.opt_out(OLD, source="reply")

    person.mobile_phone = "+44 7700 900001"
    person.save()

    assert ConsentEvent.objects.count() == 1


def test_a_country_that_makes_it_another_number_carries_the_opt_out_along(make: Make) -> None:
    person = make(mobile_phone="0612345678", country="FR")
    suppression.opt_out("+33612345678", source="reply")

    person.country = "NL"
    person.save()

    assert suppression.is_opted_out("+31612345678")


def test_a_person_who_is_not_opted_out_carries_nothing(make: Make) -> None:
    person = make(mobile_phone=OLD)

    person.mobile_phone = NEW
    person.save()

    assert ConsentEvent.objects.count() == 0


def test_an_older_copy_that_is_saved_keeps_an_opt_out_that_waits_for_a_number(make: Make) -> None:
    person = make(mobile_phone="")
    older = type(person).objects.get(pk=person.pk)
    records.opt_out_person(person, by=None)

    older.description = "From an import that took long"
    older.save()

    assert is_out(person)


def test_an_older_copy_that_is_saved_with_a_number_carries_the_opt_out_to_it(make: Make) -> None:
    person = make(mobile_phone="")
    older = type(person).objects.get(pk=person.pk)
    records.opt_out_person(person, by=None)

    older.mobile_phone = NEW
    older.save()

    assert suppression.is_opted_out(NEW)


def test_an_older_copy_does_not_bring_back_an_opt_out_that_was_cleared(make: Make) -> None:
    person = make(mobile_phone="")
    records.opt_out_person(person, by=None)
    older = type(person).objects.get(pk=person.pk)
    records.clear_person(person, by=None, reason="Asked")

    older.save()

    assert not is_out(person)


def test_a_save_waits_for_an_opt_out_that_is_under_way(many_connections: None) -> None:
    lead = make_lead(mobile_phone="")
    older = Lead.objects.get(pk=lead.pk)

    def save() -> None:
        older.save()
        connection.close()

    other = Thread(target=save)
    with transaction.atomic():
        records.opt_out_person(lead, by=None)
        other.start()
        other.join(0.5)
    other.join()

    assert is_out(lead)


def test_a_long_import_keeps_nobody_from_texting_its_people(many_connections: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("On SQLite one writes at a time.")
    lead, texted = make_lead(), Event()

    def text() -> None:
        make_sms(lead=lead)
        texted.set()
        connection.close()

    other = Thread(target=text)
    with transaction.atomic():
        lead.save()
        other.start()
        assert texted.wait(5)
    other.join()


def test_a_number_that_was_taken_away_leaves_the_opt_out_pending_for_the_next(make: Make) -> None:
    person = make(mobile_phone=OLD)
    suppression.opt_out(OLD, source="reply")

    person.mobile_phone = ""
    person.save()
    assert is_out(person)

    person = type(person).objects.get(pk=person.pk)
    person.mobile_phone = NEW
    person.save()

    assert suppression.is_opted_out(NEW)
    assert not type(person).objects.get(pk=person.pk).has_pending_opt_out


@pytest.mark.parametrize("unusable", ["", "12", "ask her"])
def test_an_opt_out_without_a_usable_number_waits_for_the_next_one(make: Make, unusable: str) -> None:
    person, staff = make(mobile_phone=unusable), make_user("agent")

    records.opt_out_person(person, by=staff, reason="Called us")

    assert is_out(person)
    event = ConsentEvent.objects.get()
    assert (event.what, event.number, event.by, event.wording) == ("pending", "", staff, "Called us")

    person.mobile_phone = NEW
    person.save()

    assert suppression.is_opted_out(NEW)
    assert suppression.history_of(NEW).get().what == "carried"


def test_clearing_a_person_clears_the_number_and_what_was_pending(make: Make) -> None:
    with_number, without = make(mobile_phone=OLD), make(mobile_phone="")
    for person in (with_number, without):
        records.opt_out_person(person, by=None)

    for person in (with_number, without):
        records.clear_person(person, by=make_user("manager"), reason="Asked")

    assert not is_out(with_number)
    assert not is_out(without)


def test_clearing_a_person_needs_a_reason(make: Make) -> None:
    for person in (make(mobile_phone=OLD), make(mobile_phone="")):
        records.opt_out_person(person, by=None)

        with pytest.raises(ReasonMissing):
            records.clear_person(person, by=None, reason=" ")

        assert is_out(person)


def test_the_opt_out_follows_the_field_that_setup_calls_the_mobile(make: Make) -> None:
    person = make(mobile_phone=OLD, phone=NEW)
    suppression.opt_out(NEW, source="reply")
    assert not is_out(person)

    make_setup(lead_mobile="phone", contact_mobile="phone")

    assert is_out(person)


def test_a_list_of_people_is_judged_in_two_queries(make: Make, django_assert_max_num_queries: Any) -> None:
    out, pending, free = make(mobile_phone=OLD), make(mobile_phone=""), make(mobile_phone=NEW)
    records.opt_out_person(out, by=None)
    records.opt_out_person(pending, by=None)
    people = list(type(out).objects.all())

    with django_assert_max_num_queries(2):
        found = records.opted_out_ids(people)

    assert found == {out.pk, pending.pk}
    assert free.pk not in found
    assert records.opted_out_ids([]) == set()
