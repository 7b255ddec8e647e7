"""Composing: what is refused and where it says so, what is queued, and one form is one SMS."""

from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now

from sms.compose import compose_sms
from sms.models import Sms
from sms.refusal import Refused
from tests.conftest import Bell, Ready
from tests.factories import make_lead, make_sender, make_setup, make_sms, make_template, make_user


def compose(ready: Ready, **changes: Any) -> Sms:
    return compose_sms(**{"by": None, "sender": ready.sender, "text": "Hello"} | changes)


def refusal(ready: Ready, **changes: Any) -> Refused:
    before = Sms.objects.count()
    with pytest.raises(Refused) as refused:
        compose(ready, **changes)
    assert Sms.objects.count() == before
    return refused.value


def test_an_sms_to_a_lead_is_queued_for_its_mobile_and_rings_the_worker_on_commit(
    ready: Ready, bells: list[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    lead, user = make_lead(mobile_phone="07700 900123", country="GB"), make_user("agent")

    with django_capture_on_commit_callbacks() as on_commit:
        sms = compose(ready, by=user, lead=lead)

    assert (sms.status, sms.direction, sms.origin) == ("queued", "outbound", "person")
    assert (sms.originator, sms.recipient, sms.text) == (ready.sender.name, "+447700900123", "Hello")
    assert (sms.encoding, sms.segments, sms.sent_messages) == ("gsm7", 1, 0)
    assert (sms.lead, sms.contact, sms.created_by) == (lead, None, user)
    assert bells == []
    on_commit[0]()
    assert bells == [("sms.deliver", ())]


def test_an_sms_is_due_now_and_given_up_after_the_hours_of_setup_by_database_time(ready: Ready) -> None:
    make_setup(send_before_hours=3)
    sms = compose(ready, lead=make_lead())

    left = Sms.objects.annotate(left=F("send_before") - Now(), waited=Now() - F("due_at")).get(pk=sms.pk)

    assert 3 * 3600 - 5 < left.left.total_seconds() <= 3 * 3600
    assert 0 <= left.waited.total_seconds() < 5


def test_every_sms_has_a_reference_of_its_own_that_cannot_be_guessed(ready: Ready) -> None:
    references = {compose(ready, to="+447700900123").reference for _ in range(3)}

    assert len(references) == 3
    assert {len(reference) for reference in references} == {32}


def test_a_missing_or_deleted_sender_is_refused_at_sender(ready: Ready) -> None:
    gone = make_sender()
    type(gone).objects.filter(pk=gone.pk).delete()

    for sender in (None, gone):
        refused = refusal(ready, sender=sender, lead=make_lead())
        assert refused.fields == {"sender": ["Choose a sender; the one chosen before no longer exists."]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a text first."),
        (" \n ", "Write a text first."),
        ("x" * 1601, "A text has at most 1,600 characters; this one has 1,601. Shorten it by 1."),
        ("a\0b", "The text holds a character that no phone can show (NUL). Paste it again as plain text."),
        ("a\ud83d", "The text holds half of a character (a lone surrogate). Paste it again as plain text."),
        ("Hi <%=Frst%>", "<%=Frst%> is not a merge field of leads."),
        ("Hi <%=FirstName", "<%=FirstName is not closed"),
        ("Hi <%=Title%>", "The text is empty for this person."),
    ],
)
def test_a_text_nobody_can_get_is_refused_at_text(ready: Ready, text: str, sentence: str) -> None:
    text = text.removeprefix("Hi ") if "Title" in text else text

    refused = refusal(ready, lead=make_lead(), text=text)

    assert list(refused.fields) == ["text"]
    assert refused.fields["text"][0].startswith(sentence)


def test_a_text_that_grows_too_long_for_one_person_is_refused_for_that_person(ready: Ready) -> None:
    text = "x" * 1580 + "<%=Company%>"

    compose(ready, lead=make_lead(company="y" * 20), text=text)
    refused = refusal(ready, lead=make_lead(company="y" * 21), text=text)

    assert refused.fields == {"text": ["A text has at most 1,600 characters; this one has 1,601. Shorten it by 1."]}


def test_merge_fields_without_a_person_are_refused_by_name(ready: Ready) -> None:
    refused = refusal(ready, to="+447700900123", text="Hi <%=FirstName%> of <%=Company%>")

    assert refused.fields["text"] == [
        "<%=FirstName%>, <%=Company%> can only be filled in for a lead or a contact; write the words themselves."
    ]


def test_a_template_of_another_object_is_refused_at_template(ready: Ready) -> None:
    template = make_template(name="For contacts", related_object="contact")

    refused = refusal(ready, lead=make_lead(), template=template)

    assert refused.fields == {"template": ["“For contacts” is a template for contacts. Choose another."]}


def test_every_mistake_of_a_form_is_told_at_once(ready: Ready) -> None:
    template = make_template(related_object="campaign")

    refused = refusal(ready, lead=make_lead(mobile_phone="12"), sender=None, text="", template=template)

    assert set(refused.fields) == {"to", "sender", "text", "template"}


def test_an_installation_without_a_product_key_is_not_ready(ready: Ready) -> None:
    make_setup(product_key="")

    refused = refusal(ready, lead=make_lead())

    assert refused.code == "not_ready"
    assert refused.fields == {"__all__": ["Setup has no product key yet."]}


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("<b>Hi</b> &amp; <script>alert(1)</script>", "gsm7", 1),
        ("{{ settings.SECRET_KEY }} {% load x %}", "gsm7", 1),
        ("= 1 + 1; DROP TABLE sms_sms; --", "gsm7", 1),
        ("مرحبا \u202eאבג\u202c", "ucs2", 1),
        ("👩‍👩‍👧‍👦" * 4, "ucs2", 1),
        ("👩‍👩‍👧‍👦" * 7, "ucs2", 2),
        ("line\r\nbreak\n", "gsm7", 1),
        ("x" * 161, "gsm7", 2),
    ],
)
def test_a_text_leaves_exactly_as_written(ready: Ready, text: str, encoding: str, segments: int) -> None:
    sms = compose(ready, lead=make_lead(), text=text)

    sms.refresh_from_db()
    assert (sms.text, sms.encoding, sms.segments) == (text, encoding, segments)


def test_merge_fields_are_filled_in_once_and_what_they_hold_is_literal(ready: Ready) -> None:
    lead = make_lead(first_name="<%=Email%>", last_name="{{ 1 }}", email="ada@example.com")

    sms = compose(ready, lead=lead, text="Hi <%=FirstName%> <%=LastName%> <%=Title|there%>!")

    assert sms.text == "Hi <%=Email%> {{ 1 }} there!"


def test_a_filled_in_name_decides_encoding_and_parts(ready: Ready) -> None:
    text = "x" * 65 + "<%=FirstName%>"

    regular = compose(ready, lead=make_lead(first_name="Bertha"), text=text)
    unicode = compose(ready, lead=make_lead(first_name="Светла"), text=text)

    assert (regular.encoding, regular.segments) == ("gsm7", 1)
    assert (unicode.encoding, unicode.segments) == ("ucs2", 2)


def test_the_number_people_see_is_the_row_counted(db: None) -> None:
    sms = make_sms()

    assert str(sms) == sms.number == f"SMS-{sms.pk:06d}"
