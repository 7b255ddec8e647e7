"""Sending for programs: the function and the command."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from optout import reviews, suppression
from sms import send_sms
from sms.management.commands import send_sms as command
from sms.models import Sms
from sms.refusal import Refused
from tests.conftest import Bell, Ready
from tests.factories import make_contact, make_lead, make_template, make_user

NUMBER = "+447700900123"


def test_a_lead_is_texted_by_the_name_of_the_sender(ready: Ready) -> None:
    lead, user = make_lead(), make_user()

    sms = send_sms(lead=lead, sender=ready.sender.name, text="Hello <%=FirstName%>", by=user)

    assert (sms.status, sms.origin, sms.lead, sms.created_by) == ("queued", "automation", lead, user)
    assert (sms.recipient, sms.originator, sms.text) == (lead.mobile.e164, ready.sender.name, "Hello Bertha")


@pytest.mark.parametrize("by_name", [True, False])
def test_a_contact_gets_the_text_of_a_template(ready: Ready, by_name: bool) -> None:
    template = make_template(related_object="contact", text="Dear <%=Name%>")

    sms = send_sms(contact=make_contact(), sender=ready.sender, template=template.name if by_name else template)

    assert (sms.text, sms.template) == ("Dear Sean Forbes", template)


def test_a_text_of_its_own_goes_before_the_templates(ready: Ready) -> None:
    sms = send_sms(lead=make_lead(), sender=ready.sender, template=make_template(), text="Something else")

    assert sms.text == "Something else"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sender": "NOBODY"}, "sender"),
        ({"template": "Nothing"}, "template"),
        ({"to": "12"}, "to"),
        ({"text": ""}, "text"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_its_field(ready: Ready, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        send_sms(**{"to": NUMBER, "sender": ready.sender, "text": "Hello"} | changes)

    assert list(refused.value.fields) == [field]
    assert not Sms.objects.exists()


def test_an_sms_has_one_person(ready: Ready) -> None:
    with pytest.raises(Refused) as refused:
        send_sms(lead=make_lead(), contact=make_contact(), sender=ready.sender, text="Hello")

    assert list(refused.value.fields) == ["contact"]


@pytest.mark.parametrize("code", ["opted_out", "held"])
def test_whoever_opted_out_or_may_have_is_left_alone(ready: Ready, code: str) -> None:
    if code == "held":
        reviews.open_review(number=NUMBER, text="leave me alone", rule="", sms_reference="")
    else:
        suppression.opt_out(NUMBER, source="person")

    with pytest.raises(Refused) as refused:
        send_sms(to=NUMBER, sender=ready.sender, text="Hello")

    assert refused.value.code == code


def test_an_sms_of_a_transaction_that_fails_is_never_sent(ready: Ready, bells: list[Bell]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send_sms(to=NUMBER, sender=ready.sender, text="Hello")
        raise RuntimeError

    assert not Sms.objects.exists()
    assert bells == []


def test_the_package_has_no_other_lazy_names() -> None:
    import sms

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sms.nothing  # noqa: B018


def run(*arguments: str) -> str:
    printed = StringIO()
    call_command("send_sms", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_command_prints_the_id_of_the_sms(ready: Ready) -> None:
    lead = make_lead()

    printed = run("--lead", str(lead.pk), "--sender", ready.sender.name, "--text", "Hello <%=FirstName%>")

    sms = Sms.objects.get()
    assert printed == f"{sms.number}\n"
    assert (sms.text, sms.lead) == ("Hello Bertha", lead)


def test_the_command_sends_a_template_to_a_contact_and_a_text_to_a_number(ready: Ready) -> None:
    template = make_template(related_object="contact", text="Dear <%=Name%>")

    run("--contact", str(make_contact().pk), "--sender", ready.sender.name, "--template", template.name)
    run("--to", NUMBER, "--sender", ready.sender.name, "--text", "Hello")

    assert sorted(Sms.objects.values_list("text", flat=True)) == ["Dear Sean Forbes", "Hello"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--lead", "99", "--text", "Hi"), "There is no lead with the id 99. Nothing was sent."),
        (("--to", "12", "--text", "Hi"), "This number is too short."),
        (("--to", NUMBER, "--template", "Nothing"), "There is no template named “Nothing”."),
        (("--to", NUMBER, "--text", ""), "Write a text first."),
        (("--to", NUMBER), "one of the arguments --text --template is required"),
        (("--text", "Hi"), "one of the arguments --lead --contact --to is required"),
    ],
)
def test_the_command_says_what_is_wrong(ready: Ready, arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*arguments, "--sender", ready.sender.name)

    assert not Sms.objects.exists()


def happens(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """While the command waits, this becomes of the SMS."""
    monkeypatch.setattr(command.time, "sleep", lambda seconds: Sms.objects.update(**changes))


def test_the_command_waits_until_it_is_delivered(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    happens(monkeypatch, status="delivered")

    printed = run("--to", NUMBER, "--sender", ready.sender.name, "--text", "Hi", "--wait")

    assert printed.splitlines() == [Sms.objects.get().number, "delivered"]


def test_what_did_not_arrive_is_an_error(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    happens(monkeypatch, status="rejected", error="Mitto reported REJECTD.")

    with pytest.raises(CommandError, match=r"SMS-\d+ was not delivered: rejected. Mitto reported REJECTD."):
        run("--to", NUMBER, "--sender", ready.sender.name, "--text", "Hi", "--wait")


def test_patience_ends(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    happens(monkeypatch, status="sent")

    with pytest.raises(CommandError, match="is not delivered yet: sent"):
        run("--to", NUMBER, "--sender", ready.sender.name, "--text", "Hi", "--wait", "0.01")
