"""The three campaigns: one that is over, one being prepared, and one with 500 members to text."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from crm.models import Campaign, CampaignMember, Contact, Lead
from mitto_crm.seeding.stage import Stage

OPEN_DAY_TEXTED = timedelta(days=18)


def make_open_day(stage: Stage, people: Sequence[Lead | Contact]) -> Campaign:
    today = stage.now.date()
    return _campaign(
        stage,
        people,
        name="Open day",
        status=Campaign.Status.COMPLETED,
        start_date=today - OPEN_DAY_TEXTED - timedelta(days=7),
        end_date=today - OPEN_DAY_TEXTED + timedelta(days=3),
        description="Everybody we know by name was invited by SMS.",
    )


def make_webinar(stage: Stage, people: Sequence[Lead | Contact]) -> Campaign:
    return _campaign(
        stage,
        people,
        name="Webinar: selling by text",
        type=Campaign.Type.WEBINAR,
        start_date=stage.now.date() + timedelta(days=21),
        description="Our contacts first, then leads.",
    )


def make_newsletter(stage: Stage, people: Sequence[Lead | Contact]) -> Campaign:
    return _campaign(
        stage,
        people,
        name="Newsletter",
        status=Campaign.Status.IN_PROGRESS,
        start_date=stage.now.date(),
        description="Everybody we know and the bought list. Not all of them can be texted.",
    )


def _campaign(stage: Stage, people: Sequence[Lead | Contact], **about: Any) -> Campaign:
    campaign = Campaign.objects.create(owner=stage.users["manager"], **about)
    CampaignMember.objects.bulk_create(
        CampaignMember(campaign=campaign, **{person.object_name: person}) for person in people
    )
    return campaign
