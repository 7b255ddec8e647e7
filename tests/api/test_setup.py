"""Senders, opt-out keywords and templates by REST."""

import pytest
from rest_framework.test import APIClient

from configuration.models import Sender
from optout.models import Keyword
from tests.factories import make_sender, make_template

SENDERS, KEYWORDS, TEMPLATES = "/api/v1/senders/", "/api/v1/opt-out-keywords/", "/api/v1/templates/"


def test_senders_are_made_changed_and_deleted_by_admins(admin: APIClient) -> None:
    made = admin.post(SENDERS, {"type": "branded", "name": "MITTO-1"})
    assert made.status_code == 201
    assert made.json() == {"id": Sender.objects.get().pk, "type": "branded", "name": "MITTO-1"}

    url = f"{SENDERS}{made.json()['id']}/"
    assert admin.patch(url, {"name": "MITTO-2"}).json()["name"] == "MITTO-2"
    assert admin.put(url, {"type": "numeric", "name": "+44770"}).json()["type"] == "numeric"
    assert admin.delete(url).status_code == 204


@pytest.mark.parametrize(
    ("type", "name"),
    [("numeric", "12"), ("numeric", "+44a"), ("branded", "my shop"), ("branded", "1234"), ("branded", "twelveletter")],
)
def test_a_sender_keeps_the_rules_of_its_type(admin: APIClient, type: str, name: str) -> None:
    answer = admin.post(SENDERS, {"type": type, "name": name})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["name"]


def test_a_sender_says_its_type(admin: APIClient) -> None:
    answer = admin.post(SENDERS, {"name": "12345"})

    assert list(answer.json()["fields"]) == ["type"]


def test_a_change_of_type_is_judged_with_the_name(admin: APIClient) -> None:
    answer = admin.patch(f"{SENDERS}{make_sender(name='12345').pk}/", {"type": "branded"})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["name"]


def test_there_is_one_sender_of_a_name(admin: APIClient) -> None:
    make_sender(name="12345")

    assert list(admin.post(SENDERS, {"type": "numeric", "name": "12345"}).json()["fields"]) == ["name"]


def test_senders_are_filtered_by_type_and_name(agent: APIClient) -> None:
    make_sender()
    wanted = make_sender(type="branded", name="MITTO")

    for question in ({"type": "branded"}, {"name": "MITTO"}):
        assert [row["id"] for row in agent.get(SENDERS, question).json()["results"]] == [wanted.pk]


def test_the_history_of_a_sender_names_the_owner_of_the_token(admin: APIClient) -> None:
    made = admin.post(SENDERS, {"type": "branded", "name": "MITTO"}).json()

    assert Sender.objects.get(pk=made["id"]).history.get().history_user == admin.user


def test_keywords_are_made_changed_and_deleted_by_admins(admin: APIClient) -> None:
    made = admin.post(KEYWORDS, {"value": "  Genug   jetzt "})
    assert (made.status_code, made.json()["value"]) == (201, "Genug jetzt")
    assert Keyword.objects.get(pk=made.json()["id"]).normal_form == "genugjetzt"

    url = f"{KEYWORDS}{made.json()['id']}/"
    assert admin.put(url, {"value": "Schluss"}).json()["value"] == "Schluss"
    assert Keyword.objects.get(pk=made.json()["id"]).normal_form == "schluss"
    assert admin.delete(url).status_code == 204


@pytest.mark.parametrize("value", ["stop!", "…", ""])
def test_a_keyword_that_says_nothing_new_is_refused(admin: APIClient, value: str) -> None:
    answer = admin.post(KEYWORDS, {"value": value})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["value"]


def test_the_words_that_law_names_stay(admin: APIClient) -> None:
    url = f"{KEYWORDS}{Keyword.objects.get(normal_form='stop').pk}/"

    for answer in (admin.delete(url), admin.patch(url, {"value": "Halt"})):
        assert (answer.status_code, answer.json()["code"]) == (409, "locked")
    assert Keyword.objects.filter(value__iexact="stop").exists()


def test_templates_are_made_changed_and_deleted(agent: APIClient) -> None:
    sender = make_sender()
    text = "Hello <%=FirstName%> \n"
    made = agent.post(TEMPLATES, {"name": "Welcome", "related_object": "lead", "sender": sender.pk, "text": text})
    assert made.status_code == 201
    assert made.json() | {"id": 0} == {
        "id": 0,
        "name": "Welcome",
        "related_object": "lead",
        "sender": sender.pk,
        "text": text,
    }

    url = f"{TEMPLATES}{made.json()['id']}/"
    assert agent.patch(url, {"sender": None}).json()["sender"] is None
    assert agent.delete(url).status_code == 204


@pytest.mark.parametrize("text", ["Hello <%=FristName%>", "  ", "x" * 1601, "<%=AccountName%>", ""])
def test_a_template_whose_text_cannot_be_sent_is_refused(agent: APIClient, text: str) -> None:
    answer = agent.post(TEMPLATES, {"name": "Welcome", "related_object": "lead", "text": text})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["text"]


def test_a_template_is_judged_for_what_it_becomes(agent: APIClient) -> None:
    template = make_template(related_object="contact", text="<%=AccountName%>")

    answer = agent.patch(f"{TEMPLATES}{template.pk}/", {"related_object": "campaign"})

    assert answer.status_code == 400
    assert "<%=AccountName%>" in answer.json()["fields"]["text"][0]


def test_templates_are_filtered(agent: APIClient) -> None:
    make_template()
    wanted = make_template(name="Bye", related_object="campaign", sender=make_sender())

    for question in ({"related_object": "campaign"}, {"sender": wanted.sender_id}, {"name": "Bye"}):
        assert [row["id"] for row in agent.get(TEMPLATES, question).json()["results"]] == [wanted.pk]
