"""Opt-outs in the admin: added and cleared through the ledger, with a reason, and never otherwise."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from optout.models import ConsentEvent, Suppression
from optout.records import is_person_opted_out, opt_out_person
from optout.suppression import is_opted_out, opt_out
from tests.factories import make_contact, make_lead

NUMBER = "+447700900123"
LIST = "/admin/optout/suppression/"


def act(browser: Client, url: str, action: str, *rows: Any, **fields: Any) -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows]} | fields
    return browser.post(url, data, follow=True).content.decode()


def test_one_is_added_for_a_number_in_any_form(boss: User, boss_browser: Client) -> None:
    boss_browser.post(f"{LIST}add/", {"number": "07700 900123", "reason": "Asked on the phone"})
    assert is_opted_out(NUMBER)
    event = ConsentEvent.objects.get()
    assert (event.number, event.source, event.by, event.wording) == (NUMBER, "person", boss, "Asked on the phone")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": "12", "reason": "x"}, "This number is too short."),
        ({"number": "hello", "reason": "x"}, "This is not a phone number."),
        ({"number": NUMBER, "reason": ""}, "This field is required."),
    ],
)
def test_a_wrong_one_is_explained(boss_browser: Client, fields: dict[str, str], sentence: str) -> None:
    assert sentence in boss_browser.post(f"{LIST}add/", fields).content.decode()
    assert not Suppression.objects.exists()


def test_a_second_one_is_refused(boss_browser: Client) -> None:
    opt_out(NUMBER, source="reply")
    page = boss_browser.post(f"{LIST}add/", {"number": NUMBER, "reason": "x"}).content.decode()
    assert "has opted out already" in page
    assert ConsentEvent.objects.count() == 1


def test_it_is_cleared_after_asking_for_the_reason(boss: User, boss_browser: Client) -> None:
    row = opt_out(NUMBER, source="reply")
    page = act(boss_browser, LIST, "clear_selected", row)
    assert "Why may these numbers be texted again?" in page and NUMBER in page
    assert is_opted_out(NUMBER)
    assert "This field is required." in act(boss_browser, LIST, "clear_selected", row, reason=" ")
    assert is_opted_out(NUMBER)
    act(boss_browser, LIST, "clear_selected", row, reason="She called and asked for it")
    assert not is_opted_out(NUMBER)
    event = ConsentEvent.objects.first()
    assert (event.what, event.by, event.wording) == ("cleared", boss, "She called and asked for it")


def test_all_on_every_page_of_the_list_are_cleared_at_once(boss_browser: Client) -> None:
    rows = [opt_out(f"+4477009001{number:02}", source="reply") for number in range(3)]
    asked = act(boss_browser, LIST, "clear_selected", rows[0], select_across="1")
    assert 'name="select_across" value="1"' in asked
    act(boss_browser, LIST, "clear_selected", rows[0], select_across="1", reason="A wrong import")
    assert not Suppression.objects.current().exists()


def test_clearing_needs_the_permission(boss: User, boss_browser: Client) -> None:
    row = opt_out(NUMBER, source="reply")
    permissions = boss.groups.get().permissions
    permissions.remove(permissions.get(codename="clear_opt_out"))
    act(boss_browser, LIST, "clear_selected", row, reason="I want to")
    assert is_opted_out(NUMBER)


@pytest.mark.parametrize("deed", ["change", "delete"])
def test_no_row_is_edited_or_deleted(superuser_browser: Client, deed: str) -> None:
    row = opt_out(NUMBER, source="reply")
    for model, pk in (("suppression", row.pk), ("consentevent", ConsentEvent.objects.get().pk)):
        answer = superuser_browser.post(f"/admin/optout/{model}/{pk}/{deed}/", {"post": "yes", "number": "+1"})
        assert answer.status_code == 403
    assert is_opted_out(NUMBER) and ConsentEvent.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "url"), [(make_lead, "/admin/crm/lead/"), (make_contact, "/admin/crm/contact/")])
def test_people_are_opted_out_and_cleared_from_their_list(boss_browser: Client, make: Any, url: str) -> None:
    person, other = make(), make()
    act(boss_browser, url, "opt_out_selected", person, reason="Asked at the fair")
    assert is_person_opted_out(person) and not is_person_opted_out(other)
    assert boss_browser.get(url).content.decode().count("Opted out") == 1
    act(boss_browser, url, "clear_selected", person, other, reason="Changed their mind")
    assert not is_person_opted_out(person)
    assert ConsentEvent.objects.count() == 2


def test_somebody_without_a_number_can_be_opted_out_too(boss_browser: Client) -> None:
    lead = make_lead(mobile_phone="")
    act(boss_browser, "/admin/crm/lead/", "opt_out_selected", lead, reason="Asked")
    lead.refresh_from_db()
    assert lead.has_pending_opt_out
    assert "Opted out" in boss_browser.get(f"/admin/crm/lead/{lead.pk}/change/").content.decode()


def test_a_changed_number_takes_the_opt_out_along(boss: User, boss_browser: Client) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    opt_out_person(lead, by=boss, reason="Asked")
    fields = {"last_name": "Boxer", "company": "Farmers", "status": "Open", "mobile_phone": "07700 900456"}
    boss_browser.post(f"/admin/crm/lead/{lead.pk}/change/", fields)
    assert is_opted_out("+447700900456") and is_opted_out(NUMBER)
