"""What Mitto tells us through the callback URL: delivery reports and inbound SMS."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from gateway.callback_fields import Fields, read_fields
from gateway.callback_fields import MalformedCallback as MalformedCallback
from gateway.callback_values import e164, first, identifier, moment


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of an SMS we sent."""

    gateway_id: str
    reference: str
    receiver: str = field(repr=False)  # E.164, or empty if it is no number
    status: str  # Mitto's word in upper case
    error_code: str  # verbatim; Mitto's table of codes is not public
    network: str  # mobile country and network code
    occurred_at: datetime | None
    error_text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Inbound:
    """An SMS that somebody sent to one of our numbers."""

    gateway_id: str
    sender: str = field(repr=False)  # E.164, or as received: a short code or a name
    recipient: str = field(repr=False)
    text: str = field(repr=False)
    occurred_at: datetime | None
    network: str


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """An event that is neither; it is answered 200 all the same, for a repetition would not help."""

    reason: str


Event: TypeAlias = DeliveryReport | Inbound | Unrecognised


class ReportedStatus(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    REJECTED = "rejected"


# Looked up whole: a search for DELIV would call UNDELIVERED delivered. SMPP's short forms are included.
_BUCKETS = {
    **dict.fromkeys(("BUFFERED", "SENT", "ACCEPTED", "ACCEPTD", "ENROUTE", "UNKNOWN"), ReportedStatus.SENT),
    **dict.fromkeys(("DELIVERED", "DELIVRD"), ReportedStatus.DELIVERED),
    **dict.fromkeys(("UNDELIVERED", "UNDELIV", "FAILED", "DELETED"), ReportedStatus.UNDELIVERED),
    "EXPIRED": ReportedStatus.EXPIRED,
    **dict.fromkeys(("REJECTED", "REJECTD"), ReportedStatus.REJECTED),
}

# With a text, these say that it is a reply. To take it for a report would lose a STOP.
_OF_A_REPLY = ("RECEIVED", "INBOUND", "INCOMING", "MO")

# An account agrees its parameter names with Mitto, so each meaning has many; the first one present counts.
_ID = ("msgid", "messageid", "message_id", "id", "eventid")
_REFERENCE = ("reference", "clientref")
_STATUS = ("status", "deliverystatus", "delivery_status", "message_status", "dlr_status", "state")
_ERROR_CODE = ("errorcode", "error_code")
_ERROR_TEXT = ("description", "errormessage", "error_message", "error")
_RECEIVER = ("receiver", "to", "destination", "msisdn", "phone")
_SENDER = ("from", "sender", "msisdn", "phone")
_RECIPIENT = ("to", "receiver", "destination")
_TEXT = ("text", "message")
_DONE = ("doneat", "deliveredat", "delivered_at", "failed_at", "updatedat")
_SEEN = ("sendtimestamp", "sendtime", "timestamp", "received_at", "receivedat", "createdat")

MAX_TEXT: Final = 255 * 153  # the longest SMS there is
_MAX_WORD = 32
_MAX_NETWORK = 16
_MAX_ERROR_TEXT = 255


def parse_callback(*, query: str, content_type: str, body: bytes) -> list[Event]:
    """Read all events of a request in their order; one that cannot be read leaves the others intact."""
    return [
        Unrecognised(str(fields)) if isinstance(fields, MalformedCallback) else _recognise(fields)
        for fields in read_fields(query=query, content_type=content_type, body=body)
    ]


def bucket(word: str) -> ReportedStatus | None:
    """Our status for Mitto's word; None for a word we do not know, which changes nothing."""
    return _BUCKETS.get(word.upper())


def id_key(gateway_id: str) -> str:
    """The form in which ids are compared: Mitto writes one id with and without dashes, in either case."""
    return gateway_id.replace("-", "").lower()


def _recognise(fields: Fields) -> Event:
    status = first(fields, _STATUS).upper()
    if status and not (status in _OF_A_REPLY and any(name in fields for name in _TEXT)):
        report = _report(fields)
        is_addressed = report.gateway_id or report.reference
        return report if is_addressed else Unrecognised("The report names neither an id nor a reference.")
    text = next((fields[name] for name in _TEXT if name in fields), None)
    if text is None:
        return Unrecognised("The event has neither a status nor a text.")
    inbound = _inbound(fields, text)
    return inbound if inbound.sender else Unrecognised("The text names no sender.")


def _report(fields: Fields) -> DeliveryReport:
    return DeliveryReport(
        gateway_id=identifier(fields, _ID),
        reference=identifier(fields, _REFERENCE),
        receiver=e164(first(fields, _RECEIVER)),
        status=first(fields, _STATUS).upper()[:_MAX_WORD],
        error_code=first(fields, _ERROR_CODE)[:_MAX_WORD],
        network=_network(fields),
        occurred_at=moment(fields, (*_DONE, *_SEEN)),
        error_text=first(fields, _ERROR_TEXT)[:_MAX_ERROR_TEXT],
    )


def _inbound(fields: Fields, text: str) -> Inbound:
    sender, recipient = first(fields, _SENDER), first(fields, _RECIPIENT)
    return Inbound(
        gateway_id=identifier(fields, _ID),
        sender=e164(sender) or sender[:_MAX_WORD],
        recipient=e164(recipient) or recipient[:_MAX_WORD],
        text=text[:MAX_TEXT],
        occurred_at=moment(fields, _SEEN),
        network=_network(fields),
    )


def _network(fields: Fields) -> str:
    network = first(fields, ("mccmnc",)) or first(fields, ("mcc",)) + first(fields, ("mnc",))
    return network[:_MAX_NETWORK]
