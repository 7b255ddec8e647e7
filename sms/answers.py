"""Answers that replies get by themselves: the one confirmation of an opt-out, and the answer to HELP."""

import re
from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.utils import timezone

from configuration.models import Configuration, Sender
from gateway.segments import segment
from sms.bell import ring_on_commit
from sms.models import Sms

# Within five minutes a confirmation counts as part of the opt-out; later it would be an unwanted SMS.
ANSWER_WITHIN = timedelta(minutes=5)
# A machine that answers our answer with HELP gets no second one.
HELP_AGAIN_AFTER = timedelta(hours=1)


def confirm_opt_out(reply: Sms, *, said_at: datetime | None = None) -> Sms | None:
    """Confirm an opt-out in the words of Setup. The caller sees to it that each opt-out is confirmed once."""
    return _answer(reply, Configuration.current().opt_out_answer, said_at)


def help_out(reply: Sms, *, said_at: datetime | None = None) -> Sms | None:
    """Answer HELP in the words of Setup, once an hour at most."""
    text = Configuration.current().help_answer
    recent = Sms.objects.outbound().filter(recipient=reply.originator, created_at__gt=Now() - HELP_AGAIN_AFTER)
    is_answered = recent.filter(origin=Sms.Origin.CONFIRMATION, text=text).exists()
    return None if is_answered else _answer(reply, text, said_at)


def _answer(reply: Sms, text: str, said_at: datetime | None) -> Sms | None:
    """Queue an answer from the number that was replied to, if it is one of ours that can be answered.

    What was said at `said_at`, and is heard too late for an answer, gets none.
    """
    sender = sender_with(reply.recipient)
    is_late = said_at is not None and said_at + ANSWER_WITHIN <= timezone.now()
    if not text or sender is None or is_late:
        return None
    counted = segment(text)
    answer = Sms.objects.create(
        origin=Sms.Origin.CONFIRMATION,
        originator=sender.name,
        recipient=reply.originator,
        text=text,
        encoding=counted.encoding.value,
        segments=counted.segments,
        lead=reply.lead,
        contact=reply.contact,
        due_at=Now(),
        send_before=(said_at or Now()) + ANSWER_WITHIN,
    )
    ring_on_commit()
    return answer


def sender_with(number: str) -> Sender | None:
    """Our sender with these digits, however either is written."""
    digits = re.sub(r"\D", "", number)
    senders = Sender.objects.filter(type=Sender.Type.NUMERIC)
    return next((each for each in senders if re.sub(r"\D", "", each.name) == digits), None)
