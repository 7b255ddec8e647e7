"""Trying a broadcast out: its text on one's own phone first."""

from typing import Any

from configuration.models import Configuration, Sender, UserProfile
from crm.models import Campaign, CampaignMember
from crm.phone import parse_number
from optout import suppression
from sms import readiness, wording
from sms.audience import Audience
from sms.compose import OPTED_OUT, queue
from sms.models import SelectionMember, Sms
from sms.refusal import Refused
from templates_app.merge import compile_text

Member = CampaignMember | SelectionMember


def my_mobile(user: Any) -> str:
    """The number a user's tests go to, as they typed it."""
    profile = UserProfile.objects.filter(user=user).first()
    return profile.mobile if profile else ""


def send_test(
    *, by: Any, audience: Audience, sender: Sender | None, text: str, to: str, member: Member | None = None
) -> Sms:
    """Send one member's text (the first one's, if none is chosen) to one's own number, marked as a test.

    The number is remembered on the user's profile. The SMS belongs to no lead or contact: they were not texted.
    """
    errors: dict[str, list[str]] = {}
    number = parse_number(to, Configuration.current().default_country)
    if number.problem:
        errors["to"] = [number.problem]
    if sender is None or not Sender.objects.filter(pk=sender.pk).exists():
        errors["sender"] = [wording.NO_SENDER]
    rendered = _as_shown(audience, text, member, errors)
    if errors:
        raise Refused(errors)
    if missing := readiness.problems():
        raise Refused({"__all__": [problem.sentence for problem in missing]}, code="not_ready")
    if suppression.is_opted_out(number.e164):
        raise Refused({"to": [OPTED_OUT]}, code="opted_out")
    assert sender is not None, "checked above"
    UserProfile.objects.update_or_create(user=by, defaults={"mobile": to.strip()})
    return queue(
        Sms(
            is_test=True,
            originator=sender.name,
            recipient=number.e164,
            text=rendered.text,
            encoding=rendered.encoding,
            segments=rendered.segments,
            campaign=audience if isinstance(audience, Campaign) else None,
            created_by=by,
        )
    )


def _as_shown(audience: Audience, text: str, member: Member | None, errors: dict[str, list[str]]) -> wording.Rendered:
    if problems := wording.problems_of(text, audience.object_name):
        errors["text"] = problems
        return wording.count("")
    shown = member or audience.members.select_related("lead", "contact").first()
    rendered = wording.render(compile_text(text), shown.person if shown else None)
    if problems := wording.problems_of_rendered(rendered.text):
        errors["text"] = problems
    return rendered
