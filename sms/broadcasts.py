"""Broadcasts: one text to a campaign. Preview, launch, build the rows, follow, pause, resume, cancel."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Sum
from django.db.models.functions import Now

from configuration.models import Configuration, Sender
from crm.models import Campaign
from sms import audience, readiness, wording
from sms.audience import Candidate
from sms.bell import BUILD, ring_on_commit
from sms.form_token import is_form_token
from sms.models import Broadcast, Exclusion, Sms
from sms.refusal import Refused
from sms.status import ENDED, Actor, Status, sources
from templates_app.merge import compile_text
from templates_app.models import SmsTemplate

REPEAT_WINDOW = timedelta(minutes=10)

NOBODY = "Nobody in this campaign can be texted: {reasons}. Nothing was sent."
NO_MEMBERS = "This campaign has no members yet. Add some first; nothing was sent."
REPEATED = "The same text went to this campaign less than ten minutes ago ({broadcast}). Send it again?"
STALE_FORM = "This form is no longer valid. Reload the page; nothing was sent."


@dataclass(slots=True)
class Preview:
    """Who a broadcast would reach: members, recipients, and the others by reason."""

    members: int = 0
    recipients: int = 0
    exclusions: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast is. `sent_messages` counts parts Mitto accepted; `is_settled`: nothing moves any more."""

    counts: dict[str, int]
    exclusions: dict[str, int]
    total: int
    sent_messages: int
    is_settled: bool


def preview(campaign: Campaign) -> Preview:
    """Count a campaign's recipients and those left out, by the numbers alone."""
    seen: set[str] = set()
    result = Preview()
    for page in audience.pages(campaign, compile_text("-")):
        _leave_out_same_numbers(page, seen)
        result.members += len(page)
        reasons = Counter(candidate.reason for candidate in page)
        result.recipients += reasons.pop("", 0)
        result.exclusions += reasons
    return result


def launch(
    *,
    by: Any,
    campaign: Campaign,
    sender: Sender | None,
    text: str,
    template: SmsTemplate | None = None,
    form_token: str | None = None,
    confirmed_again: bool = False,
) -> Broadcast:
    """Start a broadcast to everybody who is a member now, or raise `Refused` with nothing queued.

    The same form token returns the broadcast it already started. The same text to the same campaign within ten
    minutes asks first.
    """
    if form_token and (first := Broadcast.objects.filter(form_token=form_token).first()):
        return first
    if form_token and not is_form_token(form_token, by, campaign):
        raise Refused({"__all__": [STALE_FORM]})
    _check(campaign=campaign, sender=sender, text=text, template=template)
    assert sender is not None, "checked above"
    if not confirmed_again:
        _refuse_repetition(campaign, text)
    broadcast = Broadcast(
        campaign=campaign,
        sender=sender,
        originator=sender.name,
        template=template,
        text=text,
        form_token=form_token,
        created_by=by,
        last_member=campaign.members.aggregate(last=Max("pk"))["last"] or 0,
        send_before=Now() + timedelta(hours=Configuration.current().send_before_hours),
    )
    try:
        with transaction.atomic():
            broadcast.save()
            ring_on_commit(BUILD, broadcast.pk)
    except IntegrityError:
        return Broadcast.objects.get(form_token=form_token)
    broadcast.refresh_from_db()
    return broadcast


def _check(*, campaign: Campaign, sender: Sender | None, text: str, template: SmsTemplate | None) -> None:
    errors: dict[str, list[str]] = {}
    if sender is None or not Sender.objects.filter(pk=sender.pk).exists():
        errors["sender"] = [wording.NO_SENDER]
    if problem := wording.problem_of_template(template, "campaign"):
        errors["template"] = [problem]
    if problems := wording.problems_of(text, "campaign"):
        errors["text"] = problems
    if not campaign.members.exists():
        errors["campaign"] = [NO_MEMBERS]
    if errors:
        raise Refused(errors)
    if missing := readiness.problems():
        raise Refused({"__all__": [problem.sentence for problem in missing]}, code="not_ready")
    found = preview(campaign)
    if not found.recipients:
        reasons = ", ".join(
            f"{count} {Exclusion.Reason(reason).label.lower()}" for reason, count in found.exclusions.items()
        )
        raise Refused({"campaign": [NOBODY.format(reasons=reasons)]})


def _refuse_repetition(campaign: Campaign, text: str) -> None:
    same = Broadcast.objects.filter(campaign=campaign, text=text, created_at__gt=Now() - REPEAT_WINDOW)
    if repeated := same.exclude(status=Broadcast.Status.CANCELLED).first():
        raise Refused({"__all__": [REPEATED.format(broadcast=repeated)]}, code="repeated")


def build(broadcast_id: int) -> int:
    """Make the rows of a broadcast page by page, from where an earlier build stopped; returns how many it made.

    Each page is one transaction that also moves the mark, so a crash loses at most a page and repeats none. The
    broadcast's row is locked meanwhile: a second build finds it taken and leaves.
    """
    made = 0
    while (page_size := _build_page(broadcast_id)) is not None:
        made += page_size
    return made


@transaction.atomic
def _build_page(broadcast_id: int) -> int | None:
    building = Broadcast.objects.filter(pk=broadcast_id, status=Broadcast.Status.BUILDING)
    broadcast = building.select_for_update(skip_locked=True).first()
    if broadcast is None:
        return None
    if broadcast.campaign is None:
        building.update(status=Broadcast.Status.CANCELLED, pause_reason="Its campaign was deleted.")
        return None
    text = compile_text(broadcast.text)
    pages = audience.pages(broadcast.campaign, text, after=broadcast.built_to, up_to=broadcast.last_member)
    page = next(pages, None)
    if page is None:
        building.update(status=Broadcast.Status.RUNNING, started_at=Now())
        ring_on_commit()
        return None
    numbers = [candidate.number for candidate in page if candidate.number]
    taken = Sms.objects.filter(broadcast=broadcast, recipient__in=numbers).values_list("recipient", flat=True)
    _leave_out_same_numbers(page, set(taken))
    _store(broadcast, page)
    building.update(built_to=page[-1].member_id)
    return sum(not candidate.reason for candidate in page)


def _leave_out_same_numbers(page: Sequence[Candidate], seen: set[str]) -> None:
    for candidate in page:
        if candidate.number in seen:
            candidate.leave_out(Exclusion.Reason.SAME_NUMBER)
        elif not candidate.reason:
            seen.add(candidate.number)


def _store(broadcast: Broadcast, page: Sequence[Candidate]) -> None:
    Sms.objects.bulk_create(_sms(broadcast, candidate) for candidate in page if not candidate.reason)
    Exclusion.objects.bulk_create(
        Exclusion(
            broadcast=broadcast,
            member_id=candidate.member_id,
            lead_id=candidate.lead_id,
            contact_id=candidate.contact_id,
            reason=candidate.reason,
            detail=candidate.detail[:255],
        )
        for candidate in page
        if candidate.reason
    )


def _sms(broadcast: Broadcast, candidate: Candidate) -> Sms:
    rendered = wording.count(candidate.text)
    return Sms(
        origin=Sms.Origin.BROADCAST,
        originator=broadcast.originator,
        recipient=candidate.number,
        text=rendered.text,
        encoding=rendered.encoding,
        segments=rendered.segments,
        lead_id=candidate.lead_id,
        contact_id=candidate.contact_id,
        campaign_id=broadcast.campaign_id,
        broadcast=broadcast,
        template_id=broadcast.template_id,
        created_by_id=broadcast.created_by_id,
        due_at=broadcast.created_at,
        send_before=broadcast.send_before,
    )


def progress(broadcast: Broadcast) -> Progress:
    """Count a broadcast's SMS per status and its exclusions per reason."""
    rows = broadcast.sms.order_by().values_list("status").annotate(Count("pk"), Sum("sent_messages"))
    counts = {status: count for status, count, _ in rows}
    exclusions = broadcast.exclusions.order_by().values_list("reason").annotate(Count("pk"))
    is_built = broadcast.status not in (Broadcast.Status.BUILDING, Broadcast.Status.SCHEDULED)
    return Progress(
        counts=counts,
        exclusions=dict(exclusions),
        total=sum(counts.values()),
        sent_messages=sum(parts or 0 for _, _, parts in rows),
        is_settled=is_built and all(status in ENDED for status in counts),
    )


def pause(broadcast: Broadcast, *, by: Any, reason: str = "") -> bool:
    """Stop arming its SMS; what is already in the air still leaves. False when it was not running."""
    return _change(broadcast, ["building", "running"], "paused", pause_reason=reason or f"Paused by {by}.")


def resume(broadcast: Broadcast, *, by: Any) -> bool:
    """Go on where it stopped: building first if that was not done."""
    has_more = broadcast.campaign is not None and broadcast.built_to < broadcast.last_member
    with transaction.atomic():
        resumed = _change(broadcast, ["paused"], "building" if has_more else "running", pause_reason="")
        ring_on_commit(BUILD, broadcast.pk) if has_more else ring_on_commit()
    return resumed


def cancel_remaining(broadcast: Broadcast, *, by: Any) -> int:
    """Cancel whatever has not left yet; returns how many SMS that were."""
    with transaction.atomic():
        _change(broadcast, ["scheduled", "building", "waiting", "running", "paused"], "cancelled")
        waiting = broadcast.sms.filter(status__in=sources(Status.CANCELLED, Actor.PERSON))
        return waiting.update(status=Status.CANCELLED)


def _change(broadcast: Broadcast, old: list[str], new: str, **values: Any) -> bool:
    changed = Broadcast.objects.filter(pk=broadcast.pk, status__in=old).update(status=new, **values)
    broadcast.refresh_from_db(fields=["status", "pause_reason"])
    return bool(changed)
