"""SMS by REST: sent, refused, read, filtered."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from optout import reviews, suppression
from sms.models import DeliveryUpdate, Sms
from tests.conftest import Ready
from tests.factories import (
    make_broadcast,
    make_campaign,
    make_contact,
    make_inbound_sms,
    make_lead,
    make_sms,
    make_template,
)

URL = "/api/v1/sms/"
FIELDS = [
    *("id", "number", "direction", "status", "delivery_status", "message_status", "to", "from", "text", "encoding"),
    *("segments", "sent_messages", "lead", "contact", "campaign", "broadcast", "template", "gateway_id", "reference"),
    *("error", "created_at", "sent_at", "delivered_at", "delivery_updates"),
]


def test_an_sms_to_a_lead_is_queued_with_its_merge_fields_filled_in(agent: APIClient, ready: Ready) -> None:
    lead = make_lead(mobile_phone="07700 900123", country="GB")

    answer = agent.post(URL, {"lead": lead.pk, "sender": ready.sender.pk, "text": "Hello <%=FirstName%>, {{ you }}"})

    assert answer.status_code == 201
    sms, row = answer.json(), Sms.objects.get()
    assert list(sms) == FIELDS
    assert (sms["id"], sms["number"], sms["reference"]) == (row.pk, row.number, row.reference)
    assert (sms["status"], sms["message_status"], sms["direction"]) == ("queued", "QUEUED", "outbound")
    assert (sms["to"], sms["from"], sms["text"]) == ("+447700900123", ready.sender.name, "Hello Bertha, {{ you }}")
    assert (sms["encoding"], sms["segments"], sms["sent_messages"]) == ("gsm7", 1, 0)
    assert (sms["lead"], sms["contact"], sms["delivery_updates"], sms["error"]) == (lead.pk, None, [], "")
    assert (row.origin, row.created_by) == ("api", agent.user)
    assert agent.get(f"{URL}{row.pk}/").json() == sms


def test_an_sms_to_a_contact_takes_the_text_of_a_template(agent: APIClient, ready: Ready) -> None:
    template = make_template(related_object="contact", text="Dear <%=Name%>")
    order = {"contact": make_contact().pk, "sender": ready.sender.pk, "template": template.pk}

    sms = agent.post(URL, order).json()

    assert (sms["text"], sms["template"]) == ("Dear Sean Forbes", template.pk)


def test_an_sms_to_a_number_belongs_to_nobody(agent: APIClient, ready: Ready) -> None:
    sms = agent.post(URL, {"to": "07700 900123", "sender": ready.sender.pk, "text": " Hi\r\n"}).json()

    assert (sms["to"], sms["lead"], sms["contact"], sms["text"]) == ("+447700900123", None, None, " Hi\r\n")


def test_null_is_the_same_as_nothing(agent: APIClient, ready: Ready) -> None:
    nothing = dict.fromkeys(("contact", "to", "template"))
    order = {"lead": make_lead().pk, "sender": ready.sender.pk, "text": "Hello"}

    assert agent.post(URL, order | nothing).status_code == 201


def test_a_number_alone_fills_in_no_merge_fields(agent: APIClient, ready: Ready) -> None:
    answer = agent.post(URL, {"to": "+447700900123", "sender": ready.sender.pk, "text": "Hello <%=FirstName%>"})

    assert answer.status_code == 400
    assert "<%=FirstName%>" in answer.json()["fields"]["text"][0]


def test_a_number_that_opted_out_is_refused(agent: APIClient, ready: Ready) -> None:
    lead = make_lead()
    suppression.opt_out(lead.mobile.e164, source="person")

    answer = agent.post(URL, {"lead": lead.pk, "sender": ready.sender.pk, "text": "Hello"})

    assert (answer.status_code, answer.json()["code"]) == (400, "opted_out")
    assert answer.json()["fields"] == {"to": ["This number opted out of SMS. Nothing was sent."]}
    assert not Sms.objects.exists()


def test_a_number_whose_reply_waits_for_review_is_refused(agent: APIClient, ready: Ready) -> None:
    reviews.open_review(number="+447700900123", text="leave me alone", rule="", sms_reference="")

    answer = agent.post(URL, {"to": "+447700900123", "sender": ready.sender.pk, "text": "Hello"})

    assert (answer.status_code, answer.json()["code"]) == (400, "held")


def test_without_a_product_key_nothing_is_sent_and_the_answer_says_why(agent: APIClient, ready: Ready) -> None:
    ready.setup.product_key = ""
    ready.setup.save()

    answer = agent.post(URL, {"to": "+447700900123", "sender": ready.sender.pk, "text": "Hello"})

    assert answer.status_code == 400
    assert answer.json() == {"code": "not_ready", "detail": "Setup has no product key yet.", "fields": {}}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": None}, "to"),
        ({"to": ""}, "to"),
        ({"to": "12"}, "to"),
        ({"lead": 99}, "lead"),
        ({"contact": "x"}, "contact"),
        ({"sender": 99}, "sender"),
        ({"sender": None}, "sender"),
        ({"template": 99}, "template"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "x" * 1601}, "text"),
        ({"text": "\0"}, "text"),
        ({"text": "\ud83d"}, "text"),
        ({"scheduled_at": "2027-01-01"}, "scheduled_at"),
        ({"\ud83d": 1}, "?"),
    ],
)
def test_a_mistake_is_named_at_its_field(agent: APIClient, ready: Ready, changes: dict[str, Any], field: str) -> None:
    order = {"to": "+447700900123", "sender": ready.sender.pk, "text": "Hello"}

    answer = agent.post(URL, json.dumps(order | changes), content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == [field]
    assert not Sms.objects.exists()


def test_an_sms_has_one_recipient_and_one_text(agent: APIClient, ready: Ready) -> None:
    order = {"lead": make_lead().pk, "sender": ready.sender.pk, "text": "Hello"}

    two = agent.post(URL, order | {"to": "+447700900123"})
    both = agent.post(URL, order | {"template": make_template().pk})

    assert two.json()["fields"] == {"to": ["Give exactly one of lead, contact and to."]}
    assert both.json()["fields"] == {"text": ["Give either a text or a template."]}


def test_a_template_for_others_is_refused(agent: APIClient, ready: Ready) -> None:
    order = {"contact": make_contact().pk, "sender": ready.sender.pk, "template": make_template().pk}

    assert list(agent.post(URL, order).json()["fields"]) == ["template"]


def test_an_sms_is_a_record_that_nothing_changes(admin: APIClient) -> None:
    url = f"{URL}{make_sms().pk}/"

    for answer in (admin.put(url, {"text": "Other"}), admin.patch(url, {"text": "Other"}), admin.delete(url)):
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_delivery_updates_are_listed_in_their_order(agent: APIClient) -> None:
    sms = make_sms(status="undelivered", delivery_status="UNDELIV", error="Mitto reported UNDELIV (error code 7)")
    for status, code in (("BUFFERED", ""), ("UNDELIV", "7")):
        DeliveryUpdate.objects.create(sms=sms, status=status, error_code=code, effect="moved")

    shown = agent.get(f"{URL}{sms.pk}/").json()

    assert [(update["status"], update["error_code"]) for update in shown["delivery_updates"]] == [
        ("BUFFERED", ""),
        ("UNDELIV", "7"),
    ]
    assert list(shown["delivery_updates"][0]) == ["status", "error_code", "occurred_at", "received_at"]
    assert (shown["message_status"], shown["error"]) == ("FAILED", "Mitto reported UNDELIV (error code 7)")


def test_an_sms_that_was_left_out_says_why(agent: APIClient) -> None:
    sms = make_sms(status="skipped", skip_reason="too_late")

    assert agent.get(f"{URL}{sms.pk}/").json()["error"] == "Left out: Too late"


def test_sms_are_filtered_by_every_status_and_relation(agent: APIClient) -> None:
    campaign, template = make_campaign(), make_template()
    wanted = make_sms(
        status="delivered",
        delivery_status="DELIVERED",
        lead=make_lead(),
        campaign=campaign,
        broadcast=make_broadcast(campaign=campaign),
        template=template,
        gateway_id="A-1",
    )
    make_sms(contact=make_contact())
    make_inbound_sms()
    questions = {
        "status": "delivered",
        "delivery_status": "DELIVERED",
        "message_status": "SENT",
        "lead": wanted.lead_id,
        "campaign": campaign.pk,
        "broadcast": wanted.broadcast_id,
        "template": template.pk,
        "gateway_id": "A-1",
        "reference": wanted.reference,
    }

    for name, value in questions.items():
        assert [row["id"] for row in agent.get(URL, {name: value}).json()["results"]] == [wanted.pk], name


def test_replies_and_the_sms_of_a_contact_are_found(agent: APIClient) -> None:
    sent, reply = make_sms(contact=make_contact()), make_inbound_sms()

    assert [row["id"] for row in agent.get(URL, {"direction": "inbound"}).json()["results"]] == [reply.pk]
    assert [row["id"] for row in agent.get(URL, {"contact": sent.contact_id}).json()["results"]] == [sent.pk]
    assert [row["id"] for row in agent.get(URL, {"direction": "outbound"}).json()["results"]] == [sent.pk]


@pytest.mark.parametrize("question", [{"status": "gone"}, {"lead": "x"}, {"lead": 99}, {"direction": "up"}])
def test_a_question_that_makes_no_sense_is_refused(agent: APIClient, question: dict[str, str]) -> None:
    answer = agent.get(URL, question)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == list(question)


def test_sms_are_filtered_by_their_numbers_however_the_plus_arrives(agent: APIClient) -> None:
    wanted = make_sms(recipient="+447400123456", originator="MITTO")
    reply = make_inbound_sms(originator="+447400123456", recipient="447900000000")
    make_sms()
    asked = {
        "to=%2B447400123456": wanted,
        "to=+447400123456": wanted,
        "to=447900000000": reply,
        "from=MITTO": wanted,
        "from=447400123456": reply,
        "from=%2B447400123456&to=447900000000": reply,
    }
    for question, expected in asked.items():
        assert [sms["id"] for sms in agent.get(f"{URL}?{question}").json()["results"]] == [expected.pk]
