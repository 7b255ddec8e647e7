"""A month of conversations: agents text leads and contacts, some of whom answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle

from crm.models import Contact, Lead
from mitto_crm.seeding.fates import Line
from mitto_crm.seeding.installation import OWN_NUMBER
from mitto_crm.seeding.stage import Stage
from optout.verdict import Verdict
from sms import inbox, wording
from sms.models import Sms
from sms.status import Status
from templates_app.merge import compile_text
from templates_app.models import SmsTemplate

DAYS = 29

# By turns: we write, they answer, we write again.
ENGLISH = (
    (
        "Hello <%=FirstName%>, <%=Name%> here? This is Sam from Mitto Demo. Does a call on Thursday at 10:30 suit you?",
        "Thursday is good. Can you make it 11?",
        "11 it is. Talk to you then!",
    ),
    (
        "Hi <%=FirstName%>, your samples left our warehouse today.",
        "Brilliant, thank you 😊",
    ),
    (
        "Dear <%=FirstName%>, the quote you asked for is in your inbox. Shall I hold the price until Friday?",
        "Yes please, I have to ask my partner first",
        "Of course. It is held until Friday, 18:00.",
        "We'll take it",
    ),
    (
        "Hello <%=FirstName%>, the engineer is on the way and will be with you in about 40 minutes.",
        "Ok, the gate code is 4711#",
    ),
)
GERMAN = (
    (
        "Guten Tag <%=Salutation%> <%=LastName%>, passt Ihnen der Termin am Dienstag um 9 Uhr?",
        "Ja, Dienstag um 9 passt. Viele Grüße",
        "Wunderbar, bis Dienstag!",
    ),
    (
        "Hallo <%=FirstName%>, Ihre Bestellung für <%=City%> ist unterwegs.",
        "Super, vielen Dank für die schnelle Lieferung",
    ),
)
FRENCH = (
    (
        "Bonjour <%=FirstName%>, votre commande est prête. Souhaitez-vous être livré à <%=City%> jeudi ou vendredi ?",
        "Vendredi matin, ça me va très bien",
        "C'est noté, à vendredi !",
    ),
)
LANGUAGES = {"GB": ENGLISH, "US": ENGLISH, "DE": GERMAN, "FR": FRENCH}

# Every third person gets a template and does not answer; this is how those SMS end, over and over.
ENDINGS = (
    *(Status.UNDELIVERED, Status.DELIVERED, Status.EXPIRED, Status.FAILED, Status.DELIVERED),
    *(Status.REJECTED, Status.UNKNOWN, Status.DELIVERED, Status.SKIPPED, Status.CANCELLED),
)


def conversations(stage: Stage, people: Sequence[Lead | Contact]) -> list[Line]:
    """One conversation per person, from a month ago until today."""
    endings = cycle(ENDINGS)
    spoken = dict.fromkeys(LANGUAGES.values(), 0)
    lines: list[Line] = []
    for place, person in enumerate(people):
        at = _some_time(stage, DAYS * (1 - (place + 0.5) / len(people)))
        if place % 3 == 0:
            lines.append(from_template(stage, person, at=at, fate=next(endings)))
            continue
        choice = LANGUAGES[person.country]
        lines += _talk(stage, person, choice[spoken[choice] % len(choice)], at)
        spoken[choice] += 1
    return lines


def from_template(stage: Stage, person: Lead | Contact, *, at: datetime, fate: Status) -> Line:
    own = [each for each in stage.templates.values() if each.related_object == person.object_name]
    template = stage.rng.choice(own)
    assert template.sender is not None, "made with a sender"
    sms = outbound(stage, person, template.text, originator=template.sender.name, template=template)
    return Line(sms, at, fate)


def reply(answered: Sms, text: str, at: datetime) -> Line:
    """What the person who got an SMS writes back, judged as in the inbox."""
    is_opt_out = inbox.judge_reply(text).verdict == Verdict.OPT_OUT
    counted = wording.count(text)
    sms = Sms(
        direction=Sms.Direction.INBOUND,
        origin=Sms.Origin.REPLY,
        originator=answered.recipient,
        recipient=answered.originator,
        text=text,
        encoding=counted.encoding,
        segments=counted.segments,
        lead_id=answered.lead_id,
        contact_id=answered.contact_id,
        campaign_id=answered.campaign_id,
    )
    return Line(sms, at, Status.OPT_OUT if is_opt_out else Status.RECEIVED)


def outbound(
    stage: Stage, person: Lead | Contact, text: str, *, originator: str, template: SmsTemplate | None = None
) -> Sms:
    rendered = wording.render(compile_text(text), person)
    return Sms(
        originator=originator,
        recipient=person.mobile.e164,
        text=rendered.text,
        encoding=rendered.encoding,
        segments=rendered.segments,
        template=template,
        created_by=stage.users["agent"],
        **{person.object_name: person},
    )


def _talk(stage: Stage, person: Lead | Contact, texts: Sequence[str], at: datetime) -> Iterator[Line]:
    sent: Sms | None = None
    for place, text in enumerate(texts):
        if place % 2 and sent:
            yield reply(sent, text, at)
        else:
            sent = outbound(stage, person, text, originator=OWN_NUMBER)
            yield Line(sent, at, Status.DELIVERED)
        at += timedelta(minutes=stage.rng.randrange(2, 25))


def _some_time(stage: Stage, days_ago: float) -> datetime:
    """A moment of that day, during office hours unless the day is not over yet."""
    at = stage.now - timedelta(days=days_ago)
    return at if days_ago < 1 else at.replace(hour=stage.rng.randrange(9, 17))
