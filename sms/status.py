"""Where an SMS stands, and the one table of moves between.

queued ─► claimed ─► posting ─► sent ─► delivered | undelivered | expired | rejected
  │  ▲       │          ├──► failed      Mitto certainly refused it
  │  └───────┴──────────┤──► queued      certainly not sent: later, with a growing delay
  │                     └──► unknown     nobody can know; a report settles it, or a person
  ├─► skipped     opted out, too late: the reason is stored
  └─► cancelled   a person cancelled it
inbound: received | opt_out
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Status(models.TextChoices):
    QUEUED = "queued", "Queued"
    CLAIMED = "claimed", "Claimed"
    POSTING = "posting", "Posting"
    SENT = "sent", "Sent to Mitto"
    DELIVERED = "delivered", "Delivered"
    UNDELIVERED = "undelivered", "Undelivered"
    EXPIRED = "expired", "Expired"
    REJECTED = "rejected", "Rejected"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown"
    SKIPPED = "skipped", "Left out"
    CANCELLED = "cancelled", "Cancelled"
    RECEIVED = "received", "Received"
    OPT_OUT = "opt_out", "Opt-out"


class Stage(models.IntegerChoices):
    """As much of a status as the indexes know.

    From `queued` to `posting` it stays the same, and so it does when a report comes: PostgreSQL then rewrites a row
    without a touch to any of its indexes (HOT), and those are most of what a change of status costs.
    """

    OVER = 0, "Nothing is left to do"
    OPEN = 1, "To be sent"
    UNKNOWN = 2, "Unknown"


class Actor(StrEnum):
    """Who may make a move."""

    ENGINE = "engine"
    SWEEP = "sweep"
    REPORT = "report"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Move:
    """A permitted change of status. `guard` says what else must hold, in words; the caller's WHERE holds it."""

    old: Status
    new: Status
    actor: Actor
    guard: str


REPORTABLE = (Status.QUEUED, Status.CLAIMED, Status.POSTING, Status.UNKNOWN, Status.SENT)
REPORTED = (Status.SENT, Status.EXPIRED, Status.UNDELIVERED, Status.REJECTED, Status.DELIVERED)

MOVES: tuple[Move, ...] = (
    Move(Status.QUEUED, Status.CLAIMED, Actor.ENGINE, "due, its lane is open, nobody holds it"),
    Move(
        Status.CLAIMED,
        Status.POSTING,
        Actor.ENGINE,
        "same claim, lease not over, number may be texted, not late",
    ),
    Move(Status.CLAIMED, Status.QUEUED, Actor.ENGINE, "same claim; not armed this time"),
    Move(Status.CLAIMED, Status.SKIPPED, Actor.ENGINE, "same claim; opted out, held or late"),
    Move(Status.POSTING, Status.SENT, Actor.ENGINE, "same attempt"),
    Move(Status.POSTING, Status.FAILED, Actor.ENGINE, "same attempt; certainly refused"),
    Move(Status.POSTING, Status.QUEUED, Actor.ENGINE, "same attempt; certainly not sent"),
    Move(Status.POSTING, Status.UNKNOWN, Actor.ENGINE, "same attempt; nobody can know"),
    Move(
        Status.UNKNOWN,
        Status.SENT,
        Actor.ENGINE,
        "same attempt; its answer came after the sweep gave up on it",
    ),
    Move(
        Status.UNKNOWN,
        Status.QUEUED,
        Actor.ENGINE,
        "same attempt; its worker woke up and had certainly not posted",
    ),
    Move(
        Status.UNKNOWN,
        Status.FAILED,
        Actor.ENGINE,
        "same attempt; its answer came after the sweep gave up on it",
    ),
    Move(Status.QUEUED, Status.CANCELLED, Actor.ENGINE, "certainly not posted, and a person sent it again meanwhile"),
    Move(Status.CLAIMED, Status.QUEUED, Actor.SWEEP, "lease over; nothing was posted"),
    Move(Status.POSTING, Status.UNKNOWN, Actor.SWEEP, "lease over; its worker is gone"),
    Move(Status.QUEUED, Status.SKIPPED, Actor.SWEEP, "late"),
    Move(Status.QUEUED, Status.CANCELLED, Actor.SWEEP, "its broadcast was cancelled"),
    *(
        Move(old, new, Actor.REPORT, "Mitto named it by our reference or its id")
        for old in REPORTABLE
        for new in REPORTED
        if old != new
    ),
    *(
        Move(old, new, Actor.REPORT, "a higher word than the one before")
        for place, old in enumerate(REPORTED[1:], start=1)
        for new in REPORTED[place + 1 :]
    ),
    Move(Status.FAILED, Status.DELIVERED, Actor.REPORT, "a contradiction: it arrived although Mitto refused it"),
    Move(Status.QUEUED, Status.CANCELLED, Actor.PERSON, "nobody holds it"),
    Move(Status.SKIPPED, Status.QUEUED, Actor.PERSON, "was left out because it was late"),
    Move(Status.UNKNOWN, Status.SENT, Actor.PERSON, "says so, with a reason"),
)

IN_FLIGHT = (Status.CLAIMED, Status.POSTING)
# What nobody can have got: it never leaves, or has not left yet.
NEVER_LEFT = (Status.SKIPPED, Status.CANCELLED, Status.FAILED)
NOT_LEFT = (Status.QUEUED, Status.CLAIMED, *NEVER_LEFT)
STAGES = {**dict.fromkeys((Status.QUEUED, *IN_FLIGHT), Stage.OPEN), Status.UNKNOWN: Stage.UNKNOWN}
ENDED = (
    Status.DELIVERED,
    Status.UNDELIVERED,
    Status.EXPIRED,
    Status.REJECTED,
    Status.FAILED,
    Status.SKIPPED,
    Status.CANCELLED,
    Status.RECEIVED,
    Status.OPT_OUT,
)


def sources(new: Status, actor: Actor) -> tuple[Status, ...]:
    """The statuses from which `actor` may move an SMS to `new`: what a conditional update filters on."""
    found = tuple(dict.fromkeys(move.old for move in MOVES if move.new == new and move.actor == actor))
    assert found, f"{actor} may never move an SMS to {new}"
    return found


def rank(status: str) -> int:
    """How much a reported status outweighs: the highest wins whatever the order of arrival."""
    return REPORTED.index(Status(status))
