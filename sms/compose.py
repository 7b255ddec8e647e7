"""Composing: where an SMS to one number is born, checked and queued."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from configuration.models import Configuration, Sender
from crm.fields import phone_country
from crm.models import Contact, Lead
from crm.phone import ParsedNumber, parse_number
from optout import reviews, suppression
from sms import readiness, wording
from sms.bell import ring_on_commit
from sms.form_token import is_form_token
from sms.models import Sms
from sms.refusal import Refused
from templates_app.merge import compile_text
from templates_app.models import SmsTemplate

STALE_FORM = "This form is no longer valid. Reload the page; nothing was sent."
USED_FORM = "This form already sent an SMS ({number}). Send another one?"
OPTED_OUT = "This number opted out of SMS. Nothing was sent."
HELD = "A reply from this number may be an opt-out and waits for review. Nothing was sent."


def compose_sms(
    *,
    by: Any,
    sender: Sender | None,
    text: str,
    lead: Lead | None = None,
    contact: Contact | None = None,
    to: str = "",
    template: SmsTemplate | None = None,
    origin: str = Sms.Origin.PERSON,
    form_token: str | None = None,
) -> Sms:
    """Queue one SMS and wake a worker, or raise `Refused` with nothing queued.

    `to` is the number as typed and the one that is judged; left blank, the person's mobile is used. The same form
    token with the same content returns the SMS it already made.
    """
    person = lead or contact
    number = _number(to, person)
    rendered = _checked(number=number, sender=sender, text=text, template=template, person=person)
    if missing := readiness.problems():
        raise Refused({"__all__": [problem.sentence for problem in missing]}, code="not_ready")
    _refuse_unwanted(number.e164, person, origin)
    assert sender is not None, "checked above"
    sms = Sms(
        origin=origin,
        originator=sender.name,
        recipient=number.e164,
        text=rendered.text,
        encoding=rendered.encoding,
        segments=rendered.segments,
        lead=lead,
        contact=contact,
        template=template,
        created_by=by,
        form_token=form_token,
    )
    return _queue_once(sms, person) if form_token else queue(sms)


def queue(sms: Sms) -> Sms:
    """Store an outbound SMS as due now and wake a worker. All times are the database's."""
    sms.due_at = Now()
    sms.send_before = Now() + timedelta(hours=Configuration.current().send_before_hours)
    sms.save(force_insert=True)
    ring_on_commit()
    sms.refresh_from_db(fields=["due_at", "send_before"])
    return sms


def _queue_once(sms: Sms, person: Lead | Contact | None) -> Sms:
    """Queue the SMS of a form that has not sent one yet; two submissions at once become one SMS."""
    if person is None or not is_form_token(sms.form_token or "", sms.created_by, person):
        raise Refused({"__all__": [STALE_FORM]})
    try:
        with transaction.atomic():
            return queue(sms)
    except IntegrityError:
        first = Sms.objects.filter(form_token=sms.form_token).first()
        if first is None:
            raise
    if (first.recipient, first.originator, first.text) == (sms.recipient, sms.originator, sms.text):
        return first
    raise Refused({"__all__": [USED_FORM.format(number=first.number)]}, code="already_sent")


def _number(to: str, person: Lead | Contact | None) -> ParsedNumber:
    if person is None:
        return parse_number(to, Configuration.current().default_country)
    return parse_number(to, phone_country(person)) if to.strip() else person.mobile


def _checked(
    *,
    number: ParsedNumber,
    sender: Sender | None,
    text: str,
    template: SmsTemplate | None,
    person: Lead | Contact | None,
) -> wording.Rendered:
    """The text as this person gets it, or every mistake of the form at once, each at its field."""
    errors: dict[str, list[str]] = {}
    if number.problem:
        errors["to"] = [number.problem]
    if sender is None or not Sender.objects.filter(pk=sender.pk).exists():
        errors["sender"] = [wording.NO_SENDER]
    related_object = person.object_name if person else None
    if problem := wording.problem_of_template(template, related_object):
        errors["template"] = [problem]
    problems = wording.problems_of(text, related_object)
    rendered = wording.render(compile_text(text), person) if not problems else wording.count("")
    if problems := problems or wording.problems_of_rendered(rendered.text):
        errors["text"] = problems
    if errors:
        raise Refused(errors)
    return rendered


def _refuse_unwanted(number: str, person: Lead | Contact | None, origin: str) -> None:
    # An opt-out that waits for the person's next number holds for whatever number is typed meanwhile.
    if suppression.is_opted_out(number) or (person and person.has_pending_opt_out):
        raise Refused({"to": [OPTED_OUT]}, code="opted_out")
    if origin != Sms.Origin.PERSON and reviews.is_held(number):
        raise Refused({"to": [HELD]}, code="held")
