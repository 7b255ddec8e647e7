"""One SMS on its way to Mitto."""

from dataclasses import dataclass, field

from gateway.segments import Encoding


@dataclass(frozen=True, slots=True)
class OutgoingSms:
    """What Mitto has to know of an SMS; printed, it shows neither number nor text."""

    reference: str
    sender: str
    to: str = field(repr=False)  # E.164 with its +
    text: str = field(repr=False)
    encoding: Encoding
    callback: str = field(repr=False)  # carries the callback token
