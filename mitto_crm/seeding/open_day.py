"""The broadcast that is over: built as any broadcast is, then answered, reported and replied to in the past."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm.models import Campaign
from mitto_crm.seeding.campaigns import OPEN_DAY_TEXTED
from mitto_crm.seeding.conversations import reply
from mitto_crm.seeding.fates import Line, settle
from mitto_crm.seeding.installation import OPEN_DAY, OWN_NUMBER
from mitto_crm.seeding.stage import Stage
from sms import broadcasts
from sms.models import Broadcast, Sms
from sms.status import Status

# By place among its SMS; all others were delivered.
FATES = {
    5: Status.UNDELIVERED,
    14: Status.EXPIRED,
    22: Status.UNDELIVERED,
    31: Status.REJECTED,
    40: Status.UNDELIVERED,
}
# By last name.
REPLIES = {
    "Bennett": "Lovely, see you on Saturday!",
    "Carter": "STOP",
    "Girard": "Avec plaisir !",
    "Krüger": "Stop. Danke!",
    "Marsh": "Is there parking for a van?",
}


def texted_at(stage: Stage) -> datetime:
    return (stage.now - OPEN_DAY_TEXTED).replace(hour=11, minute=0, second=0, microsecond=0)


def text_everybody(stage: Stage, campaign: Campaign) -> list[Line]:
    """Send the broadcast of the past; returns the replies to it, which came later."""
    at = texted_at(stage)
    broadcast = _build(stage, campaign)
    rows = list(broadcast.sms.select_related("lead", "contact").order_by("pk"))
    settle([Line(sms, at, FATES.get(place, Status.DELIVERED)) for place, sms in enumerate(rows)], stage.rng)
    Broadcast.objects.filter(pk=broadcast.pk).update(
        status=Broadcast.Status.FINISHED,
        created_at=at - timedelta(seconds=1),
        started_at=at,
        finished_at=at + timedelta(seconds=1),
        send_before=at + timedelta(days=1),
    )
    return _replies(rows, at)


def _build(stage: Stage, campaign: Campaign) -> Broadcast:
    template = stage.templates[OPEN_DAY]
    broadcast = Broadcast.objects.create(
        campaign=campaign,
        sender=stage.senders[OWN_NUMBER],
        originator=OWN_NUMBER,
        template=template,
        text=template.text,
        created_by=stage.users["manager"],
        last_member=campaign.members.latest("pk").pk,
    )
    broadcasts.build(broadcast.pk)
    return broadcast


def _replies(rows: Sequence[Sms], at: datetime) -> list[Line]:
    answered = [(sms, REPLIES[sms.person.last_name]) for sms in rows if sms.person and sms.person.last_name in REPLIES]
    return [reply(sms, text, at + timedelta(minutes=6 + 17 * place)) for place, (sms, text) in enumerate(answered)]
