"""The outbox: claim rows that are due, then arm those that may still be posted right now.

Claiming only says "mine for a minute". Arming is the last look before a socket opens: it checks everything again in
the statement that sets `posting`, and it is durable before anything is posted.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest, Now

from optout.models import Review, Suppression
from sms.hours import Slot, current_hours, slot_of
from sms.models import Broadcast, GatewayState, Sms
from sms.models.sms import SmsQuerySet
from sms.returning import Blank, IsAmong, Statement
from sms.status import Actor, Status, sources

CLAIM_LEASE = timedelta(seconds=60)
# Longer than the deadline of a post (15 s) with a wide margin: an answer must not race the sweep.
POSTING_LEASE = timedelta(seconds=40)

MAY_BYPASS_OPT_OUT = (Sms.Origin.CONFIRMATION,)
MAY_BYPASS_REVIEW = (Sms.Origin.PERSON, Sms.Origin.CONFIRMATION)

SUPPRESSED = Exists(Suppression.objects.current().filter(number=OuterRef("recipient")))
HELD = Exists(Review.objects.open().filter(number=OuterRef("recipient")))
LATE = Q(send_before__lte=Now())
CLOSED = Q(open_until__lte=Now())
GATEWAY_CLOSED = Q(is_paused=True) | Q(quiet_until__gt=Now())
ITS_BROADCAST_RUNS = Exists(Broadcast.objects.running().filter(pk=OuterRef("broadcast_id")))

UNWANTED = (SUPPRESSED & ~Q(origin__in=MAY_BYPASS_OPT_OUT)) | (HELD & ~Q(origin__in=MAY_BYPASS_REVIEW))

# Said by what they are not: the planner, whose statistics know next to no claimed rows, would read the claims of all
# workers to find ours instead of looking up their keys.
NOT_CLAIMED = [status for status in Status if status not in sources(Status.POSTING, Actor.ENGINE)]
CLAIMED = Sms.objects.exclude(status__in=NOT_CLAIMED)
# Claimed, and may be posted at this very moment. Put together once: it is the engine's longest query.
MAY_LEAVE = (
    CLAIMED.filter(lease_until__gt=Now())
    .exclude(UNWANTED)
    .exclude(LATE)
    .exclude(CLOSED)
    .filter(Q(broadcast__isnull=True) | ITS_BROADCAST_RUNS)
    .exclude(Exists(GatewayState.objects.filter(GATEWAY_CLOSED)))
)


class Parcel(NamedTuple):
    """One claimed SMS: all that is needed to post it. Its repr names the row, never the number or the text."""

    pk: int
    claim_id: uuid.UUID
    reference: str
    originator: str
    recipient: str
    text: str
    encoding: str
    segments: int
    tries: int
    broadcast_id: int | None
    error_code: str

    def __repr__(self) -> str:
        return f"Parcel({self.pk})"


COLUMNS = (
    "pk",
    "reference",
    "originator",
    "recipient",
    "text",
    "encoding",
    "segments",
    "tries",
    "broadcast_id",
    "error_code",
)


# As their index has it. A lane by itself is named all the same, or PostgreSQL would sort the singles.
BY_LANE = ("broadcast_id", "due_at", "pk")


def due() -> SmsQuerySet:
    """What waits to be claimed, by database time."""
    return Sms.objects.waiting().filter(due_at__lte=Now())


def is_anything_due(rows: SmsQuerySet | None = None) -> bool:
    """Asked in the order of their index: PostgreSQL would go through the table for the first of what it thinks many."""
    return bool((due() if rows is None else rows).order_by(*BY_LANE).values_list("pk")[:1])


def claim(*, singles: int, broadcasts: int) -> list[Parcel]:
    """Take up to `singles` due SMS of people and programs, then up to `broadcasts` in all, shared by the broadcasts.

    Nothing is taken while the gateway is paused or quiet.
    """
    # Singles are looked for so often that it must cost next to nothing when there are none.
    if not (broadcasts or is_anything_due(due().singles())) or not _is_gateway_open():
        return []
    with transaction.atomic():
        rows = _lock(due().singles(), singles)
        rows += _lock_fairly(max(0, broadcasts - len(rows)))
        claim_id = uuid.uuid4()
        if rows:
            _claiming().run(keys=[row[0] for row in rows], claim=claim_id)
    return [Parcel(row[0], claim_id, *row[1:]) for row in rows]


@cache
def _claiming() -> Statement:
    rows = Sms.objects.filter(IsAmong("pk", Blank("keys")))
    return Statement(rows, status=Status.CLAIMED, claim_id=Blank("claim"), lease_until=Now() + CLAIM_LEASE)


def _is_gateway_open() -> bool:
    return not GatewayState.objects.filter(GATEWAY_CLOSED).exists()


def _lock(rows: SmsQuerySet, limit: int) -> list[tuple]:  # type: ignore[type-arg]
    if limit <= 0:
        return []
    ordered = rows.order_by(*BY_LANE).select_for_update(skip_locked=True)
    return list(ordered.values_list(*COLUMNS)[:limit])


def _lock_fairly(limit: int) -> list[tuple]:  # type: ignore[type-arg]
    """Share a claim among the running broadcasts; what one does not need goes to the next."""
    running = list(Broadcast.objects.running().order_by("pk").values_list("pk", "trial_to")) if limit else []
    rows: list[tuple] = []  # type: ignore[type-arg]
    for lanes_left, (broadcast, trial_to) in zip(range(len(running), 0, -1), running, strict=True):
        lane = due().filter(broadcast=broadcast)
        # During a trial run the others stay where they are.
        open_lane = lane if trial_to is None else lane.filter(pk__lte=trial_to)
        rows += _lock(open_lane, (limit - len(rows)) // lanes_left)
    return rows


def arm(parcels: Sequence[Parcel], attempt_id: uuid.UUID, *, call_reference: str = "") -> list[Parcel]:
    """Set `posting` on those of one claim that may be posted at this very moment; only these are returned.

    The update is one statement and its own transaction: once it returns, the rows survive a crash as `posting`.
    """
    armed = set(
        _arming().run(
            keys=[parcel.pk for parcel in parcels],
            claims=list({parcel.claim_id for parcel in parcels}),
            attempt=attempt_id,
            call_reference=call_reference,
        )
    )
    if kept_here := [parcel for parcel in parcels if parcel.pk not in armed]:
        dismiss(kept_here)
    # A worker that stood still while its claim ended may have claimed a row once more: it leaves once all the same.
    return list({parcel.pk: parcel for parcel in parcels if parcel.pk in armed}.values())


@cache
def _arming() -> Statement:
    return Statement(
        MAY_LEAVE.filter(IsAmong("pk", Blank("keys")), IsAmong("claim_id", Blank("claims"))),
        status=Status.POSTING,
        attempt_id=Blank("attempt"),
        call_reference=Blank("call_reference"),
        # As a rule the claim's lease is long enough, and an unchanged one costs PostgreSQL nothing (`Stage`).
        lease_until=Greatest(F("lease_until"), Now() + POSTING_LEASE),
        tries=F("tries") + 1,
    )


def dismiss(parcels: Sequence[Parcel]) -> None:
    """Let go of claimed rows: what must not be sent any more is skipped with its reason, the rest is queued again."""
    with transaction.atomic():
        held = _held_by(parcels)
        gone = {"status": Status.SKIPPED, "claim_id": None, "lease_until": None}
        suppressed = SUPPRESSED & ~Q(origin__in=MAY_BYPASS_OPT_OUT)
        held.filter(suppressed).update(**gone, skip_reason=Sms.SkipReason.OPTED_OUT)
        held.filter(UNWANTED).update(**gone, skip_reason=Sms.SkipReason.HELD)
        held.filter(LATE).update(**gone, skip_reason=Sms.SkipReason.TOO_LATE)
        _wait_for_opening(held.filter(CLOSED))
        held.update(status=Status.QUEUED, claim_id=None, lease_until=None)


def _wait_for_opening(closed: SmsQuerySet) -> None:
    """The allowed hours ended before these could leave: their turn comes again when the next ones begin."""
    columns = ("pk", "recipient", "lead__country", "contact__country", "now")
    hours = current_hours()
    slots: dict[Slot | None, list[int]] = defaultdict(list)
    for pk, number, of_lead, of_contact, now in closed.annotate(now=Now()).values_list(*columns):
        slots[slot_of(hours, country=of_lead or of_contact or "", number=number, after=now)].append(pk)
    for slot, keys in slots.items():
        values = {"due_at": slot.opens_at, "open_until": slot.closes_at} if slot else {"due_at": F("send_before")}
        closed.filter(pk__in=keys).update(**values)


def _held_by(parcels: Sequence[Parcel]) -> SmsQuerySet:
    """Those of these parcels' rows that their claim still holds."""
    return CLAIMED.filter(
        pk__among=[parcel.pk for parcel in parcels],
        claim_id__in={parcel.claim_id for parcel in parcels},
    )
