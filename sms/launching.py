"""Launching: a broadcast is checked, frozen and handed to whoever builds it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from configuration.models import Configuration, Sender
from crm.models import Campaign
from sms import readiness, wording
from sms.audience import Audience
from sms.bell import BUILD, ring_on_commit
from sms.figures import Preflight
from sms.form_token import is_form_token
from sms.models import Broadcast, Exclusion, Selection, Sms
from sms.preflight import preflight
from sms.refusal import Refused
from sms.seal import what_changed
from sms.status import NOT_LEFT
from templates_app.models import SmsTemplate

REPEAT_WINDOW = timedelta(minutes=10)
SMALLEST_TRIAL = 10

NOBODY = "Nobody in this campaign can be texted: {reasons}. Nothing was sent."
NO_MEMBERS = "This campaign has no members yet. Add some first; nothing was sent."
NOBODY_SELECTED = "None of the people selected can be texted: {reasons}. Nothing was sent."
NONE_LEFT = "The people selected were deleted meanwhile. Nothing was sent."
CAMPAIGN_GONE = "This campaign was deleted meanwhile. Nothing was sent."
REPEATED = "The same text went to this campaign less than ten minutes ago ({broadcast}). Send it again?"
REPEATED_TO_SOME = "The same text went to some of these people less than ten minutes ago ({broadcast}). Send it again?"
NO_TEMPLATE = "This template no longer exists. Choose another, or none; nothing was sent."
USED_FORM = "This form already started a broadcast ({broadcast}). Send another one?"
STALE_FORM = "This form is no longer valid. Reload the page; nothing was sent."
PAST = "This time has passed. Choose a later one, or send now; nothing was sent."
TYPE_NUMBER = "This goes to {count:,} people. Type that number to confirm; nothing was sent."


def launch(
    *,
    by: Any,
    sender: Sender | None,
    text: str,
    campaign: Campaign | None = None,
    selection: Selection | None = None,
    template: SmsTemplate | None = None,
    form_token: str | None = None,
    confirmed_again: bool = False,
    preflight_digest: str | None = None,
    typed_count: int | None = None,
    scheduled_at: datetime | None = None,
    leave_out_doubtful: bool = False,
    is_trial_first: bool = False,
    undo_seconds: int = 0,
) -> Broadcast:
    """Start a broadcast to every member of a campaign, or of a selection, or raise `Refused` with nothing queued.

    The same form token returns the broadcast it already started; with other content it asks. The same text to the
    same campaign, or to anybody of the selection, within ten minutes asks first. With the digest of a pre-flight it
    must still be true, and above a threshold the number of recipients must have been typed.
    """
    audience = campaign or selection
    assert audience and not (campaign and selection), "a broadcast goes to one or the other"
    originator = sender.name if sender else ""
    if first := _started_by(form_token, audience=audience, originator=originator, text=text):
        return first
    if form_token and not is_form_token(form_token, by, audience):
        raise Refused({"__all__": [STALE_FORM]})
    _check(audience=audience, sender=sender, text=text, template=template, scheduled_at=scheduled_at)
    assert sender is not None, "checked above"
    found = preflight(audience, text, sender=sender, scheduled_at=scheduled_at, leave_out_doubtful=leave_out_doubtful)
    _check_audience(audience, found)
    if preflight_digest is not None:
        _check_confirmation(found, preflight_digest, typed_count)
    broadcast = Broadcast(
        campaign=campaign,
        selection=selection,
        sender=sender,
        originator=sender.name,
        template=template,
        text=text,
        form_token=form_token,
        created_by=by,
        last_member=found.last_member,
        are_doubtful_left_out=leave_out_doubtful,
        trial_size=max(SMALLEST_TRIAL, ceil(found.recipients / 100)) if is_trial_first else 0,
        **_times(scheduled_at, undo_seconds),
    )
    return start_once(broadcast, may_repeat=confirmed_again)


def _check(
    *,
    audience: Audience,
    sender: Sender | None,
    text: str,
    template: SmsTemplate | None,
    scheduled_at: datetime | None,
) -> None:
    errors: dict[str, list[str]] = {}
    if sender is None or not Sender.objects.filter(pk=sender.pk).exists():
        errors["sender"] = [wording.NO_SENDER]
    if template and not SmsTemplate.objects.filter(pk=template.pk).exists():
        errors["template"] = [NO_TEMPLATE]
    elif problem := wording.problem_of_template(template, audience.object_name):
        errors["template"] = [problem]
    if problems := wording.problems_of(text, audience.object_name):
        errors["text"] = problems
    if scheduled_at and scheduled_at <= timezone.now():
        errors["scheduled_at"] = [PAST]
    if errors:
        raise Refused(errors)
    if missing := readiness.problems():
        raise Refused({"__all__": [problem.sentence for problem in missing]}, code="not_ready")


def _check_audience(audience: Audience, found: Preflight) -> None:
    is_campaign = isinstance(audience, Campaign)
    if not found.members:
        raise Refused({"campaign": [NO_MEMBERS if is_campaign else NONE_LEFT]})
    if not found.recipients:
        nobody = NOBODY if is_campaign else NOBODY_SELECTED
        raise Refused({"campaign": [nobody.format(reasons=in_words(found.exclusions))]})


def in_words(exclusions: Mapping[str, int]) -> str:
    """Such as "2 no mobile number, 3 opted out"."""
    return ", ".join(f"{count:,} {Exclusion.Reason(reason).label.lower()}" for reason, count in exclusions.items())


def _check_confirmation(found: Preflight, digest: str, typed_count: int | None) -> None:
    if changes := what_changed(digest, found.digest):
        raise Refused({"__all__": [changes]}, code="changed")
    if found.recipients > Configuration.current().confirm_number_above and typed_count != found.recipients:
        raise Refused({"typed_count": [TYPE_NUMBER.format(count=found.recipients)]}, code="not_confirmed")


def _times(scheduled_at: datetime | None, undo_seconds: int) -> dict[str, Any]:
    """When it starts and until when its SMS may leave; without a schedule by the database's clock."""
    window = timedelta(hours=Configuration.current().send_before_hours)
    if scheduled_at:
        values = {"status": Broadcast.Status.SCHEDULED, "scheduled_at": scheduled_at}
        return {**values, "starts_at": scheduled_at, "send_before": scheduled_at + window}
    return {"starts_at": Now() + timedelta(seconds=undo_seconds), "send_before": Now() + window}


def start_once(broadcast: Broadcast, *, may_repeat: bool) -> Broadcast:
    """Store it unless its form or somebody else was faster. Its audience is locked: two managers take turns."""
    with transaction.atomic():
        if not _lock_subject(broadcast):
            raise Refused({"campaign": [CAMPAIGN_GONE]})
        token, audience, text = broadcast.form_token, broadcast.audience, broadcast.text
        if first := _started_by(token, audience=audience, originator=broadcast.originator, text=text):
            return first
        if not may_repeat:
            _refuse_repetition(broadcast)
        broadcast.save()
        ring_on_commit(BUILD, broadcast.pk)
    broadcast.refresh_from_db()
    return broadcast


def _lock_subject(broadcast: Broadcast) -> bool:
    """Lock the audience; a campaign that is gone does not stop a broadcast that makes good another's failures."""
    if (audience := broadcast.audience) is not None:
        return bool(type(audience)._default_manager.select_for_update().filter(pk=audience.pk))
    assert broadcast.resend_of is not None, "launch makes none without an audience"
    return bool(Broadcast.objects.select_for_update().filter(pk=broadcast.resend_of.pk))


def _started_by(form_token: str | None, *, audience: Audience | None, originator: str, text: str) -> Broadcast | None:
    """The broadcast that a form has started already, if it was this one."""
    first = Broadcast.objects.filter(form_token=form_token).first() if form_token else None
    if first and (first.audience, first.originator, first.text) != (audience, originator, text):
        raise Refused({"__all__": [USED_FORM.format(broadcast=first)]}, code="already_sent")
    return first


def _refuse_repetition(broadcast: Broadcast) -> None:
    """One that was cancelled before anything left repeats nothing."""
    left = Sms.objects.filter(broadcast=OuterRef("pk")).exclude(status__in=NOT_LEFT)
    recent = Broadcast.objects.filter(
        text=broadcast.text, resend_of=broadcast.resend_of, created_at__gt=Now() - REPEAT_WINDOW
    ).exclude(Q(status=Broadcast.Status.CANCELLED) & ~Exists(left))
    if broadcast.selection:
        same, sentence = recent.filter(_shares_people_with(broadcast.selection)), REPEATED_TO_SOME
    else:
        same, sentence = recent.filter(campaign=broadcast.campaign), REPEATED
    if repeated := same.first():
        raise Refused({"__all__": [sentence.format(broadcast=repeated)]}, code="repeated")


def _shares_people_with(selection: Selection) -> Q:
    """Every time people are ticked it makes another selection, so the people count."""
    link = selection.object_name
    people = selection.members.values(link)
    return Q(**{f"selection__members__{link}__in": people}) | Q(**{f"campaign__members__{link}__in": people})
