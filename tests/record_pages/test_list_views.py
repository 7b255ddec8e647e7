"""Saved list views: filters, columns, order; private or shared; pinned; bulk actions; export."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from configuration.models import AuditEntry
from crm.models import Campaign, Lead
from optout.records import opt_out_person
from record_pages.models import ListView
from sms.models import Selection
from tests.factories import make_campaign, make_contact, make_inbound_sms, make_lead, make_sms, make_user


def make_view(owner: User, **changes: Any) -> ListView:
    values = {"object_name": "lead", "name": "Mine", "columns": ["name", "company"], "sort": "-created"}
    return ListView.objects.create(owner=owner, **values | changes)


def names_in(client: Client, url: str) -> list[str]:
    """The names of the leads or contacts a list shows, in order."""
    rows = client.get(url).context["rows"]
    return [row.record.last_name for row in rows]


def form_of(*filters: tuple[str, str, str], **changes: Any) -> dict[str, Any]:
    """What the browser sends to save a list view."""
    data: dict[str, Any] = {"name": "Hot ones", "sort": "name", "columns": ["company", "name"]}
    data |= {"filter-TOTAL_FORMS": 5, "filter-INITIAL_FORMS": 0}
    for place, one in enumerate(filters):
        data |= {
            f"filter-{place}-{name}": value for name, value in zip(("field", "operator", "value"), one, strict=True)
        }
    return data | changes


def test_a_view_is_made_and_shows_its_rows_columns_and_order(agents_browser: Client) -> None:
    make_lead(last_name="Zorn", rating="Hot")
    make_lead(last_name="Abel", rating="Hot")
    make_lead(last_name="Cole", rating="Cold")
    answer = agents_browser.post("/views/lead/new/", form_of(("rating", "is", "Hot")), follow=True)
    assert [row.record.last_name for row in answer.context["rows"]] == ["Abel", "Zorn"]
    assert [header.label for header in answer.context["headers"]] == ["Company", "Name"]
    assert "Sorted by Name" in answer.text
    assert "Filtered by Rating is Hot" in answer.text


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (("rating", "is", "Hot"), {"Abel"}),
        (("rating", "is_not", "Hot"), {"Berg", "Cole"}),
        (("company", "contains", "acme"), {"Abel"}),
        (("company", "is", "Byte"), {"Berg"}),
        (("title", "empty", ""), {"Berg", "Cole"}),
        (("title", "filled", ""), {"Abel"}),
        (("mobile_phone", "is", "07700 901234"), {"Abel"}),
        (("mobile_phone", "empty", ""), {"Cole"}),
        (("mobile_phone", "filled", ""), {"Abel", "Berg"}),
        (("owner", "is", "me"), {"Abel"}),
        (("owner", "is_not", "me"), {"Berg", "Cole"}),
        (("created_at", "from", "2026-05-02"), {"Berg", "Cole"}),
        (("created_at", "before", "2026-05-02"), {"Abel"}),
        (("created_at", "days", "1"), {"Cole"}),
    ],
)
def test_each_filter_finds_what_it_says(
    agents_browser: Client, agent: User, one: tuple[str, str, str], found: set[str]
) -> None:
    with time_machine.travel("2026-05-01 12:00Z"):
        make_lead(
            last_name="Abel",
            rating="Hot",
            company="Acme Ltd",
            title="Dr",
            owner=agent,
            mobile_phone="+447700901234",
        )
    with time_machine.travel("2026-05-02 12:00Z"):
        make_lead(last_name="Berg", rating="Cold", company="Byte", owner=make_user())
    with time_machine.travel("2026-05-09 12:00Z"):
        make_lead(last_name="Cole", company="Cut", mobile_phone="123")
        view = make_view(agent, filters=[list(one)])
        agents_browser.force_login(agent)
        assert set(names_in(agents_browser, f"/leads/?view={view.pk}")) == found


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (("rating", "is", "Purple"), "Choose a value for “Rating”."),
        (("rating", "contains", "Hot"), "Choose how to compare “Rating”."),
        (("company", "is", ""), "Type a value for “Company”."),
        (("mobile_phone", "is", "abc"), "This is not a phone number."),
        (("created_at", "from", "yesterday"), "Type a date such as 2026-01-31."),
        (("created_at", "from", "2026-02-31"), "Type a date such as 2026-01-31."),
        (("created_at", "days", "-4"), "Type a number of days from 1 to 3650."),
        (("password", "is", "x"), "Select a valid choice."),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(
    agents_browser: Client, one: tuple[str, str, str], sentence: str
) -> None:
    answer = agents_browser.post("/views/lead/new/", form_of(one))
    assert sentence in " ".join(error for form in answer.context["filters"] for error in sum(form.errors.values(), []))
    assert not ListView.objects.exists()


def test_the_form_offers_the_operators_and_values_of_the_field(agents_browser: Client) -> None:
    drawn = agents_browser.post("/views/lead/new/", form_of(("rating", "", "")) | {"redraw": ""})
    assert '<option value="Hot">' in drawn.text
    assert "Choose a value" not in drawn.text
    assert not ListView.objects.exists()


@pytest.mark.parametrize("columns", [[], ["password"]])
def test_columns_are_from_the_list(agents_browser: Client, columns: list[str]) -> None:
    assert agents_browser.post("/views/lead/new/", form_of(columns=columns)).context["form"].errors["columns"]


def test_two_views_of_one_person_differ_in_name(agents_browser: Client, agent: User) -> None:
    make_view(agent, name="Hot ones")
    answer = agents_browser.post("/views/lead/new/", form_of())
    assert answer.context["form"].errors


def test_a_private_view_is_its_owners_alone(agents_browser: Client, manager: User) -> None:
    view = make_view(manager)
    assert agents_browser.get(f"/leads/?view={view.pk}").status_code == 404
    assert agents_browser.get(f"/views/lead/new/?from={view.pk}").status_code == 404
    assert agents_browser.post("/views/lead/pin/", {"view": view.pk}).status_code == 404


def test_a_shared_view_is_for_everybody_but_changed_by_its_owner_alone(agents_browser: Client, manager: User) -> None:
    view = make_view(manager, name="Everybodys", is_shared=True)
    assert "Everybodys" in agents_browser.get("/leads/").text
    assert agents_browser.get(f"/leads/?view={view.pk}").status_code == 200
    for page in ("edit", "delete"):
        assert agents_browser.post(f"/views/{view.pk}/{page}/").status_code == 404
    copy = agents_browser.get(f"/views/lead/new/?from={view.pk}")
    assert 'value="Copy of Everybodys"' in copy.text


def test_me_is_whoever_looks(agents_browser: Client, agent: User, manager: User) -> None:
    view = make_view(manager, is_shared=True, filters=[["owner", "is", "me"]])
    make_lead(last_name="Agents", owner=agent)
    make_lead(last_name="Managers", owner=manager)
    assert names_in(agents_browser, f"/leads/?view={view.pk}") == ["Agents"]


def test_a_pinned_view_opens_the_list_until_it_is_unpinned(agents_browser: Client, agent: User) -> None:
    make_lead(last_name="Abel", rating="Hot")
    make_lead(last_name="Zorn")
    first = make_view(agent, name="First")
    hot = make_view(agent, filters=[["rating", "is", "Hot"]])
    for view in (first, hot):
        agents_browser.post("/views/lead/pin/", {"view": view.pk})
    assert names_in(agents_browser, "/leads/") == ["Abel"]
    assert names_in(agents_browser, "/leads/?view=all") == ["Zorn", "Abel"]
    agents_browser.post("/views/lead/pin/", {"view": ""})
    assert names_in(agents_browser, "/leads/") == ["Zorn", "Abel"]


def test_a_link_to_some_sms_is_not_narrowed_by_the_pinned_view(agents_browser: Client, agent: User) -> None:
    lead = make_lead()
    sent, skipped = make_sms(lead=lead, status="sent"), make_sms(lead=lead, status="skipped")
    columns, filters = ["number", "status"], [["status", "is", "sent"]]
    view = make_view(agent, object_name="sms", columns=columns, filters=filters)
    agents_browser.post("/views/sms/pin/", {"view": view.pk})

    def found(url: str) -> list[int]:
        return [row.record.pk for row in agents_browser.get(url).context["rows"]]

    assert found("/sms/") == [sent.pk]
    assert found(f"/sms/?lead={lead.pk}") == [skipped.pk, sent.pk]
    assert found(f"/sms/?lead={lead.pk}&view={view.pk}") == [sent.pk]


def test_a_search_stays_in_its_view(agents_browser: Client, agent: User) -> None:
    make_lead(last_name="Abel", rating="Hot", mobile_phone="+447700901234")
    make_lead(last_name="Abel", rating="Cold", mobile_phone="+447700901234")
    view = make_view(agent, filters=[["rating", "is", "Hot"]])
    url = f"/leads/?view={view.pk}"
    assert agents_browser.post(url, {"q": "abel"}).headers["Location"] == f"{url}&q=abel"
    assert len(names_in(agents_browser, f"{url}&q=abel")) == 1
    assert len(agents_browser.post(url, {"q": "07700 901234"}).context["rows"]) == 1


def test_a_deleted_view_leaves_the_list(agents_browser: Client, agent: User) -> None:
    view = make_view(agent)
    make_lead()
    assert agents_browser.post(f"/views/{view.pk}/delete/", follow=True).context["rows"]
    assert not ListView.objects.exists()
    assert Lead.objects.exists()


@pytest.mark.parametrize("object_name", ["lead", "contact", "campaign", "sms", "broadcast"])
def test_every_list_offers_all_its_columns_and_filters(client: Client, manager: User, object_name: str) -> None:
    client.force_login(manager)
    contact = make_contact(title="Dr")
    make_sms(contact=contact, campaign=make_campaign(make_lead()))
    make_inbound_sms()
    form = client.get(f"/views/{object_name}/new/").context["form"]
    columns = [name for name, _label in form.fields["columns"].choices]
    answer = client.post(f"/views/{object_name}/new/", form_of(columns=columns, sort=form["sort"].value()), follow=True)
    assert len(answer.context["headers"]) == len(columns)


def test_a_view_takes_the_same_queries_at_any_size(queries_of: Callable[[str], int], agent: User) -> None:
    filters = [["owner", "is_not", "me"], ["company", "contains", "a"]]
    every = ["name", "mobile", "owner", "opt_out", "status"]
    view = make_view(agent, filters=filters, columns=every)
    counts = []
    for _size in range(2):
        for _row in range(10):
            make_lead(owner=make_user())
        counts.append(queries_of(f"/leads/?view={view.pk}"))
    assert counts[0] == counts[1]


def test_ticked_people_are_added_to_a_campaign_once(agents_browser: Client) -> None:
    here, there, outside = make_lead(), make_lead(), make_lead()
    campaign = make_campaign(here)
    chosen = {"chosen": [here.pk, there.pk, "x", "9" * 30]}
    assert "Movie campaign" in agents_browser.post("/leads/add-to-campaign/", chosen | {"q": "movie"}).text
    answer = agents_browser.post("/leads/add-to-campaign/", chosen | {"campaign": campaign.pk}, follow=True)
    assert "1 person was added. 1 was a member already." in answer.text
    assert set(campaign.members.values_list("lead", flat=True)) == {here.pk, there.pk}
    assert not outside.campaign_members.exists()


def test_a_manager_texts_the_ticked_people(client: Client, manager: User) -> None:
    chosen, outside = [make_lead(), make_lead()], make_lead()
    client.force_login(manager)
    ids = [lead.pk for lead in chosen]
    answer = client.post("/leads/add-to-campaign/", {"chosen": ids, "text": "yes"}, follow=True)
    selection = Selection.objects.get()
    assert answer.redirect_chain[-1][0] == f"/send/selection/{selection.pk}/"
    assert set(selection.members.values_list("lead", flat=True)) == set(ids)
    assert outside.pk not in ids
    assert not Campaign.objects.exists()


def test_an_agent_is_not_offered_to_text_several_people(agents_browser: Client) -> None:
    lead = make_lead()
    assert "Text them" not in agents_browser.get("/leads/").text
    answer = agents_browser.post("/leads/add-to-campaign/", {"chosen": [lead.pk], "text": "yes"})
    assert answer.status_code == 403
    assert not Selection.objects.exists()


def test_nothing_ticked_changes_nothing(agents_browser: Client) -> None:
    assert "Tick the rows" in agents_browser.post("/contacts/add-to-campaign/", follow=True).text


def test_an_export_says_how_many_rows_first(agents_browser: Client, agent: User) -> None:
    make_lead(rating="Hot")
    make_lead()
    view = make_view(agent, filters=[["rating", "is", "Hot"]])
    assert "will have 1 row," in agents_browser.post(f"/leads/?view={view.pk}", {"export": "ask"}).text
    assert not AuditEntry.objects.exists()


def test_an_export_has_what_the_list_shows_and_is_on_record(agents_browser: Client, agent: User) -> None:
    lead = make_lead(last_name="=cmd()", rating="Hot", mobile_phone="+447700901234", owner=agent)
    opt_out_person(lead, by=None)
    make_lead()
    view = make_view(agent, columns=["name", "mobile", "opt_out", "owner"], filters=[["rating", "is", "Hot"]])
    answer = agents_browser.post(f"/leads/?view={view.pk}", {"export": "confirmed"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.getvalue().decode().splitlines()
    assert lines == ['"Name","Mobile","SMS opt-out","Owner"', '"Bertha =cmd()","\'+447700901234","Yes","agent"']
    assert AuditEntry.objects.get().detail == f"leads: 1 ({view.pk})"


def test_an_export_of_a_search_by_number_has_only_its_rows(agents_browser: Client) -> None:
    make_lead(last_name="Abel", mobile_phone="+447700901234")
    make_lead(last_name="Zorn")
    body = agents_browser.post("/leads/", {"q": "07700 901234", "export": "confirmed"}).getvalue().decode()
    assert "Abel" in body
    assert "Zorn" not in body


def test_an_export_goes_through_all_pages(agents_browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("record_pages.exports.PAGE", 2)
    for number in range(5):
        make_lead(last_name=f"Lead{number}")
    lines = agents_browser.post("/leads/", {"export": "confirmed"}).getvalue().decode().splitlines()
    assert [line.split('"')[1] for line in lines[1:]] == [f"Bertha Lead{number}" for number in (4, 3, 2, 1, 0)]
