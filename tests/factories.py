"""Builders for rows: every field has a default, and a test names only what it is about."""

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models.functions import Now

from configuration.models import Configuration, Sender
from crm.models import Campaign, CampaignMember, Contact, Lead
from gateway.callbacks import DeliveryReport, Inbound
from gateway.segments import segment
from sms.models import Broadcast, Selection, Sms
from sms.status import IN_FLIGHT, Status
from templates_app.models import SmsTemplate

PERMISSION_SETS = {"agent": "Mitto User Access", "manager": "Mitto Campaign Manager", "admin": "Mitto Admin"}

numbers = count(1)


def next_mobile() -> str:
    """A number nobody else in the test has, in a range that reaches no phone."""
    return f"+44 7700 9{next(numbers):05}"


def new_number() -> str:
    """The same in E.164, as the engine keeps numbers."""
    return next_mobile().replace(" ", "")


def ago(seconds: float) -> Any:
    """A moment by the database's clock; negative seconds are in the future."""
    return Now() - timedelta(seconds=seconds)


def make_user(permission_set: str = "", **changes: Any) -> User:
    """Somebody with a permission set, named in full or as "agent", "manager" or "admin"; by default with none."""
    user = User.objects.create_user(**{"username": f"user{next(numbers)}", "password": "demo"} | changes)
    if permission_set:
        user.groups.add(Group.objects.get(name=PERMISSION_SETS.get(permission_set, permission_set)))
    return user


def make_setup(**changes: Any) -> Configuration:
    setup = Configuration.current()
    for name, value in ({"product_key": "a-product-key"} | changes).items():
        setattr(setup, name, value)
    setup.save()
    return setup


def make_sender(**changes: Any) -> Sender:
    return Sender.objects.create(**{"type": "numeric", "name": f"+4477009{next(numbers):05}"} | changes)


def make_lead(**changes: Any) -> Lead:
    return Lead.objects.create(
        **{"first_name": "Bertha", "last_name": "Boxer", "company": "Farmers Coop.", "mobile_phone": next_mobile()}
        | changes
    )


def make_contact(**changes: Any) -> Contact:
    return Contact.objects.create(
        **{"first_name": "Sean", "last_name": "Forbes", "account_name": "Edge", "mobile_phone": next_mobile()} | changes
    )


def make_campaign(*people: Lead | Contact, members: int = 0, **changes: Any) -> Campaign:
    """A campaign of these people and of so many more leads."""
    campaign = Campaign.objects.create(**{"name": "Movie campaign"} | changes)
    for person in people:
        CampaignMember.objects.create(campaign=campaign, **{person.object_name: person})
    leads = Lead.objects.bulk_create(
        Lead(first_name=f"Member {n}", last_name="Byron", company="Poets", country="GB", mobile_phone=next_mobile())
        for n in range(members)
    )
    CampaignMember.objects.bulk_create(CampaignMember(campaign=campaign, lead=lead) for lead in leads)
    return campaign


def make_selection(*people: Lead | Contact) -> Selection:
    """These people, ticked in their list."""
    selection = Selection.objects.create(object_name=people[0].object_name if people else "lead")
    for person in people:
        selection.members.create(**{person.object_name: person})
    return selection


def make_template(**changes: Any) -> SmsTemplate:
    return SmsTemplate.objects.create(
        **{"name": f"Welcome {next(numbers)}", "related_object": "lead", "text": "Hello <%=FirstName%>"} | changes
    )


def make_broadcast(**changes: Any) -> Broadcast:
    """A running broadcast; its SMS are made by the test."""
    values = {"originator": "MITTO", "text": "Hello", "status": "running", "send_before": ago(-86_400)}
    return _stored(Broadcast.objects.create(**values | changes))


def make_sms(**changes: Any) -> Sms:
    """An outbound SMS that is due; in flight it has the claim, the lease and the attempt that go with it."""
    counted = segment(changes.get("text", "Hello"))
    values = {
        "originator": "+447700900000",
        "recipient": new_number(),
        "text": "Hello",
        "encoding": counted.encoding.value,
        "segments": counted.segments,
        "due_at": ago(1),
        "send_before": ago(-86_400),
    }
    if changes.get("status") in IN_FLIGHT:
        values |= {"claim_id": uuid.uuid4(), "lease_until": ago(-60)}
    if changes.get("status") == Status.POSTING:
        values |= {"attempt_id": uuid.uuid4(), "tries": 1}
    return _stored(Sms.objects.create(**values | changes))


def make_inbound_sms(**changes: Any) -> Sms:
    """A stored reply."""
    values = {"direction": "inbound", "origin": "reply", "status": "received", "originator": new_number()}
    return make_sms(**values | {"recipient": "+447700900000", "due_at": None, "send_before": None} | changes)


def make_report(status: str = "DELIVERED", **changes: Any) -> DeliveryReport:
    """What the gateway reads out of one delivery report."""
    blank = dict.fromkeys(("gateway_id", "reference", "receiver", "error_code", "error_text", "network"), "")
    return DeliveryReport(status=status, **{**blank, "occurred_at": None, **changes})


def make_reply(text: str = "Thanks", **changes: Any) -> Inbound:
    """What the gateway reads out of one inbound SMS."""
    values: dict[str, Any] = {"gateway_id": "", "network": "", "occurred_at": None, "recipient": "+447700900000"}
    return Inbound(text=text, **values | {"sender": new_number()} | changes)


def _stored(row: Any) -> Any:
    """The row as the database has it: times that were expressions become moments."""
    row.refresh_from_db()
    return row
