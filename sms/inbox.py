"""The inbox: a reply is stored, judged, and its opt-out written, in one transaction."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from configuration.models import Configuration
from crm.models import Contact, Lead
from crm.people import holders_of
from crm.phone import parse_number
from gateway.callbacks import Inbound, id_key
from gateway.segments import segment
from optout import reviews, suppression
from optout.models import Keyword
from optout.verdict import Judgement, Verdict, judge
from sms.answers import confirm_opt_out, help_out
from sms.models import Sms
from sms.models.sms import new_reference
from sms.returning import insert_if_new
from sms.status import NOT_LEFT, Status

PUNCTUATION = re.compile(r"[\s()./-]")
E164 = re.compile(r"\+[0-9]{1,15}")


@transaction.atomic(savepoint=False)
def receive(inbound: Inbound, *, reference: str | None = None, said_at: datetime | None = None) -> Sms | None:
    """Store a reply and act on its verdict; `None` when exactly this reply is already here.

    One with an id of Mitto's is known again by it; of one without, only a replay of the event `reference` names is.
    `said_at` is when it came, where that was not now.
    """
    inbound = replace(inbound, sender=international(inbound.sender))
    last = last_sms_to(inbound.sender)
    person = (last.person if last else None) or next(iter(holders_of(inbound.sender)), None)
    judgement = judge_reply(inbound.text)
    is_number = bool(E164.fullmatch(inbound.sender))
    counted = segment(inbound.text)
    sms = Sms(
        direction=Sms.Direction.INBOUND,
        origin=Sms.Origin.REPLY,
        status=Status.OPT_OUT if is_number and judgement.verdict == Verdict.OPT_OUT else Status.RECEIVED,
        originator=inbound.sender[:20],
        recipient=inbound.recipient[:20],
        reference=_known_again_by(inbound) or reference or new_reference(),
        text=inbound.text,
        encoding=counted.encoding.value,
        segments=counted.segments,
        gateway_id=inbound.gateway_id[:64],
        gateway_key=id_key(inbound.gateway_id)[:64],
        lead=person if isinstance(person, Lead) else None,
        contact=person if isinstance(person, Contact) else None,
        campaign=last.campaign if last else None,
    )
    if not insert_if_new(sms):
        return None
    if is_number:
        act_on(judgement, sms, said_at=said_at)
    return sms


def international(sender: str) -> str:
    """The sender in E.164 even where an operator wrote it as it is dialled at home: its STOP must find the number.

    A name and a short code stay as they came.
    """
    digits = PUNCTUATION.sub("", sender)
    if not digits.removeprefix("+").isdecimal():
        return sender
    return parse_number(digits, Configuration.current().default_country).e164 or sender


def judge_reply(text: str) -> Judgement:
    """The verdict on a text by the keywords of this installation."""
    return judge(text, opt_out_keywords=Keyword.objects.values_list("value", flat=True))


def act_on(judgement: Judgement, sms: Sms, *, said_at: datetime | None = None) -> None:
    """Opt out, opt in again or hold the sender of a reply, as the verdict says."""
    number, reference = sms.originator, sms.reference
    match judgement.verdict:
        case Verdict.OPT_OUT:
            opt_out = suppression.opt_out(
                number,
                source="reply",
                reason=judgement.rule,
                sms_reference=reference,
                wording=sms.text,
                said_at=said_at,
            )
            if opt_out.sms_reference == reference:  # this reply made it; a further STOP is not confirmed again
                confirm_opt_out(sms, said_at=said_at)
        case Verdict.REVIEW:
            reviews.open_review(number=number, text=sms.text, rule=judgement.rule, sms_reference=reference)
        case Verdict.OPT_IN:
            suppression.opt_in_by_reply(number, wording=sms.text, sms_reference=reference, said_at=said_at)
        case Verdict.HELP:
            help_out(sms, said_at=said_at)


def last_sms_to(number: str) -> Sms | None:
    """The last SMS a number may have got: a reply belongs to its person."""
    texted = Sms.objects.outbound().filter(recipient=number).exclude(status__in=NOT_LEFT)
    return texted.select_related("lead", "contact", "campaign").newest_first().first()


def _known_again_by(inbound: Inbound) -> str:
    """A reference made of the id, the number and the text: one id may come again with another text."""
    if not (key := id_key(inbound.gateway_id)):
        return ""
    return f"in-{hashlib.sha256(repr((key, inbound.sender, inbound.text)).encode()).hexdigest()[:48]}"
