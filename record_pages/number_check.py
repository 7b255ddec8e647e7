"""The number typed into To, judged before anything is sent."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm.fields import phone_country
from crm.models import Contact, Lead
from crm.phone import parse_number
from optout import reviews, suppression


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence about a number, and how bad it is: bad (nothing will be sent), warn, or nothing to worry about."""

    sentence: str
    tone: str = ""


def judge(typed: str, person: Lead | Contact) -> Verdict:
    """What will happen to an SMS to this number; the same is checked again when it is sent."""
    number = parse_number(typed, phone_country(person))
    if number.problem:
        return Verdict(number.problem, "bad")
    if opt_out := suppression.current_for(number.e164):
        since = date_format(localtime(opt_out.created_at), "DATETIME_FORMAT")
        return Verdict(_("This number opted out on %(since)s. Nothing can be sent to it.") % {"since": since}, "bad")
    if reviews.is_held(number.e164):
        return Verdict(
            _("A reply from this number may be an opt-out and waits for review. Read it before you write."), "warn"
        )
    if number.doubt:
        return Verdict(number.doubt, "warn")
    return Verdict("" if number.e164 == typed else _("Goes to %(number)s.") % {"number": number.e164})
