"""What on Home needs somebody's attention, for those who can do something about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from callbacks import heartbeat
from optout import reviews
from record_pages.paging import count_up_to_cap
from sms.conversations import unread
from sms.models import Broadcast, GatewayState, Sms
from sms.readiness import problems

STUCK = (Broadcast.Status.PAUSED, Broadcast.Status.MISSED)
STUCK_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to see to: what kind, what is the case, and where it is put right or whom to ask."""

    kind: str | Promise
    sentence: str
    url: str = ""
    action: str | Promise = ""
    advice: str | Promise = ""


def matters(user: Any) -> list[Matter]:
    """Everything that waits for a person, the most pressing first."""
    is_admin = user.has_perm("configuration.change_configuration")
    may_broadcast = user.has_perm("configuration.send_broadcast")
    found = [*_setup(is_admin), *_gateway(is_admin), *_unknown(), *_unread()]
    if may_broadcast or user.has_perm("configuration.clear_opt_out"):
        found += _reviews()
    if may_broadcast:
        found += _broadcasts()
    if is_admin:
        url, look = reverse("admin:index") + "setup/callback/", _("Look at the callback")
        found += [Matter(_("Callback"), sentence, url, look) for sentence in heartbeat.warnings()]
    return found


def _setup(is_admin: bool) -> Iterator[Matter]:
    for problem in problems():
        yield _for_admins(gettext_lazy("Setup"), problem.sentence, is_admin, problem.page)


def _gateway(is_admin: bool) -> Iterator[Matter]:
    for gateway in GatewayState.objects.filter(is_paused=True):
        sentence = _("Sending is paused: %(reason)s") % {"reason": gateway.pause_reason}
        yield _for_admins(gettext_lazy("Gateway"), sentence, is_admin)


def _for_admins(kind: str | Promise, sentence: str, is_admin: bool, page: str = "setup") -> Matter:
    if is_admin:
        return Matter(kind, sentence, reverse(page), _("Finish Setup"))
    return Matter(kind, sentence, advice=_("Ask an admin to finish Setup."))


def _unknown() -> Iterator[Matter]:
    if count := Sms.objects.unknown().count():
        sentence = ngettext(
            "Nobody can know whether %(count)s SMS reached Mitto. It is not sent again by itself.",
            "Nobody can know whether %(count)s SMS reached Mitto. They are not sent again by themselves.",
            count,
        )
        url = f"{reverse('sms-list')}?status=unknown"
        yield Matter(_("Unknown"), sentence % {"count": intcomma(count)}, url, _("Look at them"))


def _unread() -> Iterator[Matter]:
    count = count_up_to_cap(unread())
    if count.number:
        sentence = ngettext("%(count)s reply is unread.", "%(count)s replies are unread.", count.number)
        yield Matter(_("Inbox"), sentence % {"count": count}, f"{reverse('inbox')}?unread=1", _("Read"))


def _reviews() -> Iterator[Matter]:
    if count := reviews.open_count():
        sentence = ngettext(
            "%(count)s reply may be an opt-out and waits for a decision.",
            "%(count)s replies may be opt-outs and wait for a decision.",
            count,
        )
        yield Matter(_("Review"), sentence % {"count": intcomma(count)}, reverse("reviews"), _("Decide"))


def _broadcasts() -> Iterator[Matter]:
    for broadcast in Broadcast.objects.filter(status__in=STUCK).select_related("campaign", "selection")[:STUCK_AT_MOST]:
        words = {"name": broadcast.audience or broadcast, "status": broadcast.get_status_display().lower()}
        sentence = _("The broadcast to “%(name)s” is %(status)s.") % words
        text = f"{sentence} {broadcast.pause_reason}".strip()
        yield Matter(_("Broadcast"), text, broadcast.get_absolute_url(), _("Look at it"))
