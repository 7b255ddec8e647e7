"""Honest words for where an SMS stands."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sms.models import Sms
from sms.status import Status

# What an agent need not know of the engine: until Mitto has it, an SMS is queued.
SHOWN_AS = {Status.CLAIMED: Status.QUEUED, Status.POSTING: Status.QUEUED}

TONES = {
    Status.QUEUED: "plain",
    Status.SENT: "info",
    Status.DELIVERED: "good",
    Status.RECEIVED: "plain",
    Status.SKIPPED: "warn",
    Status.CANCELLED: "warn",
    Status.UNKNOWN: "warn",
}

SENTENCES = {
    Status.QUEUED: _("%(size)s queued."),
    Status.SENT: _("%(size)s sent to Mitto."),
    Status.DELIVERED: _("%(size)s sent and delivered."),
    Status.FAILED: _("The SMS was not sent. %(error)s"),
    Status.SKIPPED: _("The SMS was left out: %(reason)s. Nothing was sent."),
    Status.CANCELLED: _("The SMS was cancelled before it left. Nothing was sent."),
    Status.UNKNOWN: _(
        "Mitto did not answer, so nobody knows yet whether the SMS left. It is not sent again by itself."
    ),
    Status.RECEIVED: _("The SMS was received."),
    Status.OPT_OUT: _("The SMS was received and opted its sender out."),
}
NOT_DELIVERED = _("%(size)s sent to Mitto, but not delivered. %(error)s")


def shown(status: str) -> Status:
    """The status as people see it."""
    known = Status(status)
    return SHOWN_AS.get(known, known)


def tone(status: str) -> str:
    """How a status is coloured: beside its word, never instead of it."""
    return TONES.get(shown(status), "bad")


def sentence(sms: Sms) -> str:
    """What became of one SMS, for the person who sent it."""
    parts = sms.sent_messages or sms.segments
    facts = {
        "size": ngettext("1 SMS (%(parts)d message)", "1 SMS (%(parts)d messages)", parts) % {"parts": parts},
        "error": sms.error,
        "reason": sms.get_skip_reason_display().lower(),
    }
    return (SENTENCES.get(shown(sms.status), NOT_DELIVERED) % facts).strip()
