"""Builders for rows: every field has a default, and a test names only what it is about."""

from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User

from configuration.models import Configuration, Sender
from crm.models import Campaign, CampaignMember, Contact, Lead
from sms.models import Sms

numbers = count(1)


def make_user(permission_set: str = "", **changes: Any) -> User:
    user = User.objects.create_user(**{"username": f"user{next(numbers)}", "password": "demo"} | changes)
    if permission_set:
        user.groups.add(Group.objects.get(name=permission_set))
    return user


def make_lead(**changes: Any) -> Lead:
    return Lead.objects.create(
        **{"first_name": "Bertha", "last_name": "Boxer", "company": "Farmers Coop.", "mobile_phone": next_mobile()}
        | changes
    )


def make_contact(**changes: Any) -> Contact:
    return Contact.objects.create(
        **{"first_name": "Sean", "last_name": "Forbes", "account_name": "Edge", "mobile_phone": next_mobile()}
        | changes
    )


def make_campaign(*members: Lead | Contact, **changes: Any) -> Campaign:
    campaign = Campaign.objects.create(**{"name": "Movie campaign"} | changes)
    for person in members:
        CampaignMember.objects.create(campaign=campaign, **{person.object_name: person})
    return campaign


def make_setup(**changes: Any) -> Configuration:
    """The one Configuration, complete enough to send."""
    setup = Configuration.current()
    for name, value in ({"product_key": "a-product-key"} | changes).items():
        setattr(setup, name, value)
    setup.save()
    return setup


def make_sender(**changes: Any) -> Sender:
    return Sender.objects.create(**{"type": "numeric", "name": f"+4477009{next(numbers):05}"} | changes)


def make_sms(**changes: Any) -> Sms:
    return Sms.objects.create(
        **{
            "originator": "+447700900000",
            "recipient": "+447700901001",
            "text": "Hello",
            "encoding": "gsm7",
            "segments": 1,
        }
        | changes
    )


def next_mobile() -> str:
    """A number nobody else in the test has, in a range that reaches no phone."""
    return f"+44 7700 9{next(numbers):05}"
