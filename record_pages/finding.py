"""Finding records by what a person typed: words of a name, a phone number in any format, an SMS ID."""

import re
from functools import reduce
from operator import and_, or_
from typing import Any
from unicodedata import category

import phonenumbers
from django.db.models import Q, QuerySet

from configuration.models import Configuration
from crm.fields import E164Field
from crm.models import Campaign, CampaignMember, Contact, Lead
from crm.models.person import KEPT
from crm.phone import parse_number
from sms.models import Sms

NUMBER = re.compile(r"[+(\d][\d\s()./-]{4,}")
FEWEST_DIGITS = 7  # of a number worth hiding
SMS_ID = re.compile(r"(?:sms-?)?(\d{1,18})", re.IGNORECASE)


def clean_term(typed: str) -> str:
    """What was typed, without what no record can hold, and a pasted number as one would type it."""
    visible = "".join(letter for letter in typed if category(letter) != "Cf" or letter in KEPT)
    term = " ".join(visible.replace("\0", " ").split())
    with_hyphens = "".join("-" if category(letter) == "Pd" else letter for letter in term)
    return with_hyphens if looks_like_number(with_hyphens) else term


def may_hold_number(term: str) -> bool:
    """Whether there may be a phone number somewhere in it."""
    return looks_like_number(term) or sum(letter.isdecimal() for letter in term) >= FEWEST_DIGITS


def looks_like_number(term: str) -> bool:
    return bool(NUMBER.fullmatch(term))


def numbers_meant(term: str) -> set[str]:
    """Every E.164 number that `term` may stand for, in the dialling habits of any country."""
    countries = [Configuration.current().default_country]
    if not term.startswith("+"):
        countries += phonenumbers.SUPPORTED_REGIONS
    return {parse_number(term, country).e164 for country in countries} - {""}


def people_matching(rows: QuerySet[Any], term: str) -> QuerySet[Any]:
    """Those leads or contacts whose number, name, company or email is meant."""
    return rows.filter(_person(rows.model, term))


def members_matching(rows: QuerySet[CampaignMember], term: str) -> QuerySet[CampaignMember]:
    """Those campaign members whose lead or contact is meant."""
    return rows.filter(_person(Lead, term, prefix="lead__") | _person(Contact, term, prefix="contact__"))


def campaigns_matching(rows: QuerySet[Campaign], term: str) -> QuerySet[Campaign]:
    return rows.filter(_words(term, "name"))


def sms_matching(rows: QuerySet[Sms], term: str) -> QuerySet[Sms]:
    """The SMS with this ID, and those to or from this number."""
    found = Q(pk__in=[])
    if sms_id := SMS_ID.fullmatch(term):
        found |= Q(pk=sms_id[1])
    if looks_like_number(term):
        numbers = numbers_meant(term)
        found |= Q(recipient__in=numbers) | Q(originator__in=numbers, direction=Sms.Direction.INBOUND)
    return rows.filter(found)


def _person(model: type[Lead] | type[Contact], term: str, *, prefix: str = "") -> Q:
    if looks_like_number(term):
        numbers = numbers_meant(term)
        fields = [field.name for field in model._meta.fields if isinstance(field, E164Field)]
        return reduce(or_, (Q(**{f"{prefix}{field}__in": numbers}) for field in fields))
    organisation = "company" if model is Lead else "account_name"
    return _words(term, *(f"{prefix}{field}" for field in ("first_name", "last_name", organisation, "email")))


def _words(term: str, *fields: str) -> Q:
    """Every word stands somewhere in one of the fields."""
    words = term.split()[:8]
    return reduce(and_, (reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)) for word in words), Q())
