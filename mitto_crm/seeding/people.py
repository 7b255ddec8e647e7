"""The people of the demo: the cast, and a bought list that fills a large campaign."""

import random
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from crm.models import Contact, Lead
from crm.models.person import LeadSource
from mitto_crm.seeding import cast
from mitto_crm.seeding.cast import Role
from mitto_crm.seeding.numbers import NumberBook
from mitto_crm.seeding.past import create_in_the_past, opt_out_in_the_past
from mitto_crm.seeding.stage import Stage

# What is wrong with the bought list, by place. A copy has the number of the entry before the copies.
LIST_SIZE = 435
WITHOUT_NUMBER = range(40, 48)
UNUSABLE = dict(zip(range(120, 124), ("n/a", "+44 7119", "07119 555123 ext. 4", "see notes"), strict=True))
DO_NOT_TEXT = range(210, 215)
COPIES = range(300, 303)

SOURCES = (LeadSource.WEB, LeadSource.PHONE_INQUIRY, LeadSource.PARTNER_REFERRAL, LeadSource.OTHER)
STATUSES = (Lead.Status.OPEN, Lead.Status.WORKING, Lead.Status.OPEN, Lead.Status.NURTURING, Lead.Status.WORKING)
RATINGS = (Lead.Rating.WARM, Lead.Rating.HOT, "", Lead.Rating.COLD)
DEPARTMENTS = ("Purchasing", "Operations", "Sales", "Administration")


def make_bought_list(stage: Stage, numbers: NumberBook) -> list[Lead]:
    """Leads imported in one go, ten weeks ago, five of them with a note not to text them."""
    bought_at = stage.now - timedelta(weeks=10)
    leads = [_list_entry(place, numbers, stage.rng) for place in range(LIST_SIZE)]
    _spoil(leads)
    Lead.objects.bulk_create(leads)
    Lead.objects.filter(lead_source=LeadSource.PURCHASED_LIST).update(created_at=bought_at)
    for place in DO_NOT_TEXT:
        number = leads[place].mobile_phone_e164
        opt_out_in_the_past(number, at=bought_at, source="import", reason="On the list's do-not-text column")
    return leads


def list_lead(place: int, *, mobile: str, country: str, rng: random.Random) -> Lead:
    """An entry of a bought list, not stored yet."""
    first_name = cast.FIRST_NAMES[place % len(cast.FIRST_NAMES)]
    last_name = rng.choice(cast.LAST_NAMES)
    return Lead(
        first_name=first_name,
        last_name=last_name,
        company=f"{last_name} {rng.choice(cast.COMPANY_KINDS)}",
        email=email_of(first_name, last_name),
        mobile_phone=mobile,
        city=rng.choice(cast.CITIES[country]),
        country=country,
        lead_source=LeadSource.PURCHASED_LIST,
    )


def make_leads(stage: Stage, numbers: NumberBook) -> list[Lead]:
    leads = [
        Lead(
            **_of_any_person(stage, role, numbers),
            company=role.company,
            lead_source=SOURCES[place % len(SOURCES)],
            status=STATUSES[place % len(STATUSES)],
            rating=RATINGS[place % len(RATINGS)],
            created_at=_met_at(stage.now, place, len(cast.LEADS)),
        )
        for place, role in enumerate(cast.LEADS)
    ]
    create_in_the_past(Lead, leads)
    return leads


def make_contacts(stage: Stage, numbers: NumberBook) -> list[Contact]:
    contacts = [
        Contact(
            **_of_any_person(stage, role, numbers),
            account_name=role.company,
            department=DEPARTMENTS[place % len(DEPARTMENTS)],
            created_at=_met_at(stage.now, place, len(cast.CONTACTS)),
        )
        for place, role in enumerate(cast.CONTACTS)
    ]
    create_in_the_past(Contact, contacts)
    return contacts


def email_of(first_name: str, last_name: str) -> str:
    """An address nobody can own."""
    plain = unicodedata.normalize("NFKD", f"{first_name}.{last_name}".replace("ı", "i").casefold())
    return "".join(letter for letter in plain if letter.isascii() and letter not in " '") + "@example.com"


def _list_entry(place: int, numbers: NumberBook, rng: random.Random) -> Lead:
    country = cast.COUNTRIES[place % len(cast.COUNTRIES)]
    return list_lead(place, mobile=numbers.next(country), country=country, rng=rng)


def _spoil(leads: list[Lead]) -> None:
    for place in WITHOUT_NUMBER:
        leads[place].mobile_phone = ""
    for place, mobile in UNUSABLE.items():
        leads[place].mobile_phone = mobile
    for place in COPIES:
        original = leads[place - len(COPIES)]
        leads[place].mobile_phone, leads[place].country = original.mobile_phone, original.country


def _of_any_person(stage: Stage, role: Role, numbers: NumberBook) -> dict[str, Any]:
    return {
        "salutation": role.salutation,
        "first_name": role.first_name,
        "last_name": role.last_name,
        "title": role.title,
        "email": email_of(role.first_name, role.last_name),
        "mobile_phone": numbers.next(role.country) if role.mobile is None else role.mobile,
        "city": role.city,
        "country": role.country,
        "owner": stage.users[stage.rng.choice(("manager", "agent"))],
    }


def _met_at(now: datetime, place: int, count: int) -> datetime:
    """One after the other in the month before the SMS began."""
    return now - timedelta(days=60 - 28 * place / count)
