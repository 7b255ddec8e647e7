"""The inbox: a reply is stored, judged, and its opt-out written, in one transaction."""

from django.db import transaction

from crm.models import Contact, Lead
from crm.people import holders_of
from gateway.callbacks import Inbound, id_key
from gateway.segments import segment
from optout import reviews, suppression
from optout.models import Keyword
from optout.verdict import Judgement, Verdict, judge
from sms.models import Sms
from sms.models.sms import new_reference
from sms.status import Status


@transaction.atomic
def receive(inbound: Inbound, *, reference: str | None = None) -> Sms | None:
    """Store a reply and act on its verdict; `None` when exactly this reply is already here.

    `reference` names the event it came in: replaying the event stores nothing twice.
    """
    key = id_key(inbound.gateway_id)
    if (key and _is_repeated(inbound, key)) or Sms.objects.filter(reference=reference).exists():
        return None
    last = last_sms_to(inbound.sender)
    person = (last.person if last else None) or next(iter(holders_of(inbound.sender)), None)
    verdict = judge_reply(inbound.text)
    counted = segment(inbound.text)
    sms = Sms.objects.create(
        direction=Sms.Direction.INBOUND,
        origin=Sms.Origin.REPLY,
        status=Status.OPT_OUT if verdict.verdict == Verdict.OPT_OUT else Status.RECEIVED,
        originator=inbound.sender[:20],
        recipient=inbound.recipient[:20],
        reference=reference or new_reference(),
        text=inbound.text,
        encoding=counted.encoding.value,
        segments=counted.segments,
        gateway_id=inbound.gateway_id[:64],
        gateway_key=key[:64],
        lead=person if isinstance(person, Lead) else None,
        contact=person if isinstance(person, Contact) else None,
        campaign=last.campaign if last else None,
    )
    if inbound.sender.startswith("+"):
        act_on(verdict, sms)
    return sms


def judge_reply(text: str) -> Judgement:
    """The verdict on a text by the keywords of this installation."""
    return judge(text, opt_out_keywords=Keyword.objects.values_list("value", flat=True))


def act_on(judgement: Judgement, sms: Sms) -> None:
    """Opt out, opt in again or hold the sender of a reply, as the verdict says."""
    number, reference = sms.originator, sms.reference
    match judgement.verdict:
        case Verdict.OPT_OUT:
            suppression.opt_out(
                number, source="reply", reason=judgement.rule, sms_reference=reference, wording=sms.text
            )
        case Verdict.REVIEW:
            reviews.open_review(number=number, text=sms.text, rule=judgement.rule, sms_reference=reference)
        case Verdict.OPT_IN:
            suppression.opt_in_by_reply(number, wording=sms.text, sms_reference=reference)


def last_sms_to(number: str) -> Sms | None:
    """The last SMS a number was sent: a reply belongs to its person."""
    texted = Sms.objects.outbound().filter(recipient=number).select_related("lead", "contact", "campaign")
    return texted.order_by("-pk").first()


def _is_repeated(inbound: Inbound, key: str) -> bool:
    same = Sms.objects.inbound().filter(gateway_key=key[:64], originator=inbound.sender[:20])
    return same.filter(text=inbound.text).exists()
