"""The demo data from the first lead to the last reply, in one transaction: all of it or nothing."""

from datetime import timedelta

from django.db import transaction

from crm.models import Campaign, Contact, Lead
from mitto_crm.seeding import campaigns, cast, open_day, people
from mitto_crm.seeding.conversations import conversations, from_template
from mitto_crm.seeding.fates import store
from mitto_crm.seeding.numbers import NumberBook
from mitto_crm.seeding.past import opt_out_in_the_past
from mitto_crm.seeding.stage import Stage, set_stage
from sms.models import Sms
from sms.status import Status

KINDS = (Lead, Contact, Campaign, Sms)


def is_in_use() -> bool:
    """Whether there is anything that demo data could mix with."""
    return any(kind._default_manager.exists() for kind in KINDS)


@transaction.atomic
def make_demo_data() -> None:
    stage, numbers = set_stage(), NumberBook()
    bought = people.make_bought_list(stage, numbers)
    leads, contacts = people.make_leads(stage, numbers), people.make_contacts(stage, numbers)
    everybody: list[Lead | Contact] = [*leads, *contacts]
    over = campaigns.make_open_day(stage, everybody)
    campaigns.make_webinar(stage, [*contacts, *leads[:15]])
    campaigns.make_newsletter(stage, [*everybody, *bought])
    tell_the_month(stage, everybody, over)


def tell_the_month(stage: Stage, everybody: list[Lead | Contact], open_day_campaign: Campaign) -> None:
    """Texts before the open day, its broadcast, texts after it: stored in the order in which they happened."""
    _respect_a_call(stage, everybody)
    silent = (*cast.ASKED_AN_AGENT, *cast.ANSWERED_STOP)
    texted = [person for person in everybody if person.mobile.e164 and person.last_name not in silent]
    stage.rng.shuffle(texted)
    lines = conversations(stage, texted)
    turn = open_day.texted_at(stage)
    store([line for line in lines if line.at < turn], stage.rng)
    replies = open_day.text_everybody(stage, open_day_campaign)
    store([*replies, *(line for line in lines if line.at >= turn)], stage.rng)


def _respect_a_call(stage: Stage, everybody: list[Lead | Contact]) -> None:
    """Somebody rings an agent and asks not to be texted while a text is about to leave: it is left out."""
    at = stage.now - timedelta(days=30)
    for person in everybody:
        if person.last_name in cast.ASKED_AN_AGENT:
            opt_out_in_the_past(
                person.mobile.e164,
                at=at,
                source="person",
                by=stage.users["agent"],
                reason="Asked on the phone not to be texted",
            )
            waiting = from_template(stage, person, at=at - timedelta(seconds=20), fate=Status.SKIPPED)
            store([waiting], stage.rng)
