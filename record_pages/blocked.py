"""Why the Send SMS panel is switched off, and the way out."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm.models import Campaign, Contact, Lead
from optout.suppression import current_for
from record_pages.subjects import Subject
from sms import readiness
from sms.audience import Audience
from sms.broadcasts import Preview
from sms.launching import in_words
from sms.models import Sms


@dataclass(frozen=True, slots=True)
class Blocked:
    """What stands in the way, and a link to the page that tells more or where it can be mended."""

    sentence: str
    link: str = ""
    url: str = ""


def why_blocked(user: Any, subject: Subject, preview: Preview | None) -> Blocked | None:
    """The first thing that stands in the way of a text; `preview` is an audience's."""
    if blocked := _by_permission(user, subject) or _by_setup(user):
        return blocked
    if isinstance(subject, Audience):
        return _by_audience(subject, preview) if preview else None
    return _by_opt_out(subject) or _by_number(subject)


def left_out(exclusions: dict[str, int]) -> str:
    """Such as "2 no mobile number, 3 opted out"."""
    return in_words(dict(sorted(exclusions.items())))


def _by_permission(user: Any, subject: Subject) -> Blocked | None:
    if isinstance(subject, Audience):
        permission, permission_set = "configuration.send_broadcast", "Mitto Campaign Manager"
    else:
        permission, permission_set = "configuration.send_sms", "Mitto User Access"
    if user.has_perm(permission):
        return None
    sentence = _("You may not send SMS from here. Ask an admin for the permission set %(name)s.")
    return Blocked(sentence % {"name": permission_set})


def _by_setup(user: Any) -> Blocked | None:
    if not (problems := readiness.problems()):
        return None
    sentence = " ".join(problem.sentence for problem in problems)
    if user.has_perm("configuration.change_configuration"):
        return Blocked(sentence, _("Finish Setup"), reverse("setup"))
    return Blocked(_("%(problems)s Ask an admin to finish Setup.") % {"problems": sentence})


def _by_audience(audience: Audience, preview: Preview) -> Blocked | None:
    if preview.recipients or not preview.is_complete:
        return None
    if not isinstance(audience, Campaign):
        reasons = left_out(preview.exclusions)
        return Blocked(_("None of the people selected can be texted: %(reasons)s.") % {"reasons": reasons})
    if not preview.members:
        sentence = _("This campaign has no members yet. Add leads or contacts to it first.")
        return Blocked(sentence, _("Add members"), reverse("member-add", args=[audience.pk]))
    reasons = left_out(preview.exclusions)
    sentence = _("No member of this campaign can be texted: %(reasons)s.") % {"reasons": reasons}
    return Blocked(sentence, _("Campaign members"), reverse("campaign-members", args=[audience.pk]))


def _by_opt_out(person: Lead | Contact) -> Blocked | None:
    if person.has_pending_opt_out:
        return Blocked(_("%(name)s opted out of SMS.") % {"name": person})
    if not (opt_out := current_for(person.mobile.e164)):
        return None
    facts = {"name": person, "since": date_format(localtime(opt_out.created_at), "DATETIME_FORMAT")}
    reply = Sms.objects.filter(reference=opt_out.sms_reference).first() if opt_out.sms_reference else None
    if reply:
        sentence = _("%(name)s opted out of SMS on %(since)s by replying “%(text)s”.")
        return Blocked(sentence % {**facts, "text": reply.text}, reply.number, reply.get_absolute_url())
    sentence = _("%(name)s opted out of SMS on %(since)s (recorded by: %(source)s).")
    return Blocked(sentence % {**facts, "source": opt_out.get_source_display().lower()})


def _by_number(person: Lead | Contact) -> Blocked | None:
    if not (problem := person.mobile.problem):
        return None
    field: Any = person._meta.get_field(person.mobile_field)
    facts = {"name": person, "field": capfirst(field.verbose_name), "problem": problem}
    sentence = _("%(name)s has no mobile number that can be texted. %(field)s: %(problem)s") % facts
    return Blocked(sentence, _("Mend the number"), reverse(f"{person.object_name}-edit", args=[person.pk]))
