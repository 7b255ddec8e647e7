"""Sending again to those whom a broadcast failed: a new one with only them, and the texts they should have got."""

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.db.models.functions import Now

from configuration.models import Configuration
from sms import readiness
from sms.audience import failed_sms
from sms.launching import start_once
from sms.models import Broadcast
from sms.refusal import Refused

NONE_FAILED = "Nobody this broadcast failed is still without its text, so there is nobody to send it to again."
STILL_RUNNING = "This broadcast is still going on. Wait until it has finished, or cancel what is left of it."

OVER = (Broadcast.Status.FINISHED, Broadcast.Status.CANCELLED)


def send_again_to_failed(broadcast: Broadcast, *, by: Any, confirmed_again: bool = False) -> Broadcast:
    """Start a broadcast to the numbers that certainly got nothing, or raise `Refused` with nothing queued.

    Unknown SMS are not among them: they may have arrived. Everybody is judged anew, so later opt-outs hold.
    """
    if broadcast.status not in OVER:
        raise Refused({"__all__": [STILL_RUNNING]})
    last = failed_sms(broadcast).aggregate(last=Max("pk"))["last"]
    if last is None:
        raise Refused({"__all__": [NONE_FAILED]})
    if missing := readiness.problems():
        raise Refused({"__all__": [problem.sentence for problem in missing]}, code="not_ready")
    again = Broadcast(
        resend_of=broadcast,
        campaign=broadcast.campaign,
        selection=broadcast.selection,
        sender=broadcast.sender,
        originator=broadcast.originator,
        template=broadcast.template,
        text=broadcast.text,
        created_by=by,
        last_member=last,
        starts_at=Now(),
        send_before=Now() + timedelta(hours=Configuration.current().send_before_hours),
    )
    return start_once(again, may_repeat=confirmed_again)
