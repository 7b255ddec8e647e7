"""Sending for programs: one function for signals, automations and commands."""

from typing import Any

from configuration.models import Sender
from crm.models import Contact, Lead
from sms.compose import compose_sms
from sms.models import Sms
from sms.refusal import Refused
from templates_app.models import SmsTemplate

ONE_PERSON = "An SMS goes to a lead or to a contact, not to both."
NO_TEMPLATE = "There is no template named “{name}”."


def send_sms(
    *,
    sender: Sender | str,
    text: str = "",
    template: SmsTemplate | str | None = None,
    lead: Lead | None = None,
    contact: Contact | None = None,
    to: str = "",
    by: Any = None,
) -> Sms:
    """Queue one SMS to a lead, a contact or a number; or raise `sms.refusal.Refused` with nothing queued.

        from sms import send_sms

        send_sms(lead=lead, sender="+447700900000", text="Hello <%=FirstName%>, your table is ready.")

    `sender` and `template` are records or their names. Without a `text` the template's is sent. Merge fields are
    filled in for the lead or contact; `to` alone has none. Inside a transaction the SMS leaves once that commits. A
    number that opted out is refused, and so is one whose reply still waits for review.
    """
    if lead and contact:
        raise Refused({"contact": [ONE_PERSON]})
    chosen = _template(template)
    return compose_sms(
        by=by,
        sender=Sender.objects.filter(name=sender).first() if isinstance(sender, str) else sender,
        text=text or (chosen.text if chosen else ""),
        template=chosen,
        lead=lead,
        contact=contact,
        to=to,
        origin=Sms.Origin.AUTOMATION,
    )


def _template(template: SmsTemplate | str | None) -> SmsTemplate | None:
    if not isinstance(template, str):
        return template
    if found := SmsTemplate.objects.filter(name=template).first():
        return found
    raise Refused({"template": [NO_TEMPLATE.format(name=template)]})
