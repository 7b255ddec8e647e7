"""Building: the rows of a broadcast are made page by page, from where an earlier build stopped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce, Now

from sms import audience, many_rows, wording
from sms.bell import ring_on_commit
from sms.candidates import Candidate, Judge, leave_out_same_numbers
from sms.models import Broadcast, Exclusion, Sms
from sms.models.sms import new_reference
from templates_app.merge import compile_text

Status = Broadcast.Status

UNBUILT = Q(status=Status.BUILDING) | Q(status=Status.SCHEDULED, built_at__isnull=True)
CAMPAIGN_GONE = "Its campaign was deleted before everybody had a row."

SMS_COLUMNS = (
    "reference",
    "recipient",
    "text",
    "encoding",
    "segments",
    "lead_id",
    "contact_id",
    "due_at",
    "open_until",
)
EXCLUSION_COLUMNS = ("member_id", "lead_id", "contact_id", "reason", "detail")


def build(broadcast_id: int) -> int:
    """Make the rows of a broadcast; returns how many it made.

    Each page is one transaction that also moves the mark, so a crash loses at most a page and repeats none. The
    broadcast's row is locked meanwhile: a second build finds it taken and leaves.
    """
    made = 0
    while (page_size := _build_page(broadcast_id)) is not None:
        made += page_size
    return made


@transaction.atomic
def _build_page(broadcast_id: int) -> int | None:
    row = Broadcast.objects.filter(pk=broadcast_id)
    unbuilt = row.filter(UNBUILT).select_for_update(skip_locked=True).annotate(now=Now())
    broadcast: Any = unbuilt.first()
    if broadcast is None:
        return None
    if broadcast.audience is None and broadcast.resend_of_id is None:
        row.update(status=Status.CANCELLED, pause_reason=CAMPAIGN_GONE)
        return None
    if broadcast.resend_of_id:
        # Of two that send the same one again, each must see whom the other texts.
        Broadcast.objects.select_for_update(no_key=True).get(pk=broadcast.resend_of_id)
    page = next(audience.pages_of(broadcast, _judge(broadcast)), None)
    if page is None:
        _finish(broadcast)
        return None
    leave_out_same_numbers(page, _taken(broadcast, page))
    _store(broadcast, page, now=broadcast.now)
    row.update(built_to=page[-1].member_id)
    return sum(not candidate.reason for candidate in page)


def _judge(broadcast: Any) -> Judge:
    return Judge(
        compile_text(broadcast.text),
        starts_at=broadcast.starts_at or broadcast.created_at,
        send_before=broadcast.send_before,
        spares_doubtful=broadcast.are_doubtful_left_out,
        own_broadcasts=tuple(filter(None, (broadcast.pk, broadcast.resend_of_id))),
    )


def _taken(broadcast: Broadcast, page: Sequence[Candidate]) -> set[str]:
    numbers = {candidate.number for candidate in page if not candidate.reason}
    return set(Sms.objects.filter(broadcast=broadcast, recipient__among=numbers).values_list("recipient", flat=True))


def _store(broadcast: Broadcast, page: Sequence[Candidate], *, now: datetime) -> None:
    sms = Sms(
        origin=Sms.Origin.BROADCAST,
        originator=broadcast.originator,
        campaign_id=broadcast.campaign_id,
        broadcast=broadcast,
        template_id=broadcast.template_id,
        created_by_id=broadcast.created_by_id,
        send_before=broadcast.send_before,
        created_at=now,
    )
    many_rows.insert(map(_sms_row, (c for c in page if not c.reason)), like=sms, columns=SMS_COLUMNS)
    left_out = ((c.member_id, c.lead_id, c.contact_id, c.reason, c.detail[:255]) for c in page if c.reason)
    many_rows.insert(left_out, like=Exclusion(broadcast=broadcast), columns=EXCLUSION_COLUMNS)


def _sms_row(candidate: Candidate) -> tuple[Any, ...]:
    counted = wording.count(candidate.text)
    assert candidate.slot is not None, "who is not left out has a slot"
    return (
        new_reference(),
        candidate.number,
        counted.text,
        counted.encoding,
        counted.segments,
        candidate.lead_id,
        candidate.contact_id,
        candidate.slot.opens_at,
        candidate.slot.closes_at,
    )


def _finish(broadcast: Any) -> None:
    """Everybody has a row or an exclusion: the first SMS may leave, now or when its time has come."""
    values: dict[str, Any] = {"built_at": Now(), "excluded": count_exclusions(broadcast)}
    values["trial_to"] = _trial_to(broadcast)
    if broadcast.status == Status.BUILDING:
        is_early = broadcast.starts_at is not None and broadcast.starts_at > broadcast.now
        values["status"] = Status.WAITING if is_early else Status.RUNNING
        if not is_early:
            values["started_at"] = Coalesce("started_at", Now())
    Broadcast.objects.filter(pk=broadcast.pk).update(**values)
    ring_on_commit()


def count_exclusions(broadcast: Broadcast) -> dict[str, int]:
    """Whom it left out so far, by reason."""
    return dict(broadcast.exclusions.order_by().values_list("reason").annotate(Count("pk")))


def _trial_to(broadcast: Broadcast) -> int | None:
    """The last SMS of the trial run; none when there is no trial, or nothing would be left after it."""
    if not broadcast.trial_size:
        return None
    first = broadcast.sms.order_by("pk").values_list("pk", flat=True)
    last_of_trial, has_more = first[broadcast.trial_size - 1 :][:1].first(), first[broadcast.trial_size :].exists()
    return last_of_trial if has_more else None
