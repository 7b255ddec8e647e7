"""The frame around every page: tabs, banners, icons."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.contrib.auth import get_user_model
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sms.models import GatewayState

register = template.Library()

# Label, URL name, the permission that shows it.
TABS: tuple[tuple[str | Promise, str, str], ...] = (
    (_("Home"), "home", "sms.view_sms"),
    (_("Leads"), "leads", "crm.view_lead"),
    (_("Contacts"), "contacts", "crm.view_contact"),
    (_("Campaigns"), "campaigns", "crm.view_campaign"),
    (_("Broadcasts"), "broadcasts", "sms.view_broadcast"),
    (_("SMS"), "sms-list", "sms.view_sms"),
    (_("Inbox"), "inbox", "sms.view_sms"),
    (_("SMS Templates"), "templates", "templates_app.view_smstemplate"),
    (_("Setup"), "setup", "configuration.change_configuration"),
)


# The tabs that have a keyboard shortcut: "g", then this.
KEYS = {
    "home": "h",
    "leads": "l",
    "contacts": "c",
    "campaigns": "m",
    "broadcasts": "b",
    "sms-list": "s",
    "inbox": "i",
    "templates": "t",
}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    url: str
    is_current: bool
    key: str = ""  # pressed after "g"


@register.inclusion_tag("record_pages/parts/tabs.html", takes_context=True)
def tabs(context: Context) -> dict[str, list[Tab]]:
    """The tabs this person may open, the current one marked."""
    return {"tabs": _tabs_of(context)}


@register.inclusion_tag("record_pages/parts/shortcuts.html", takes_context=True)
def shortcuts(context: Context) -> dict[str, list[Tab]]:
    """The help on keyboard shortcuts, with those tabs this person may open."""
    return {"tabs": _tabs_of(context)}


def _tabs_of(context: Context) -> list[Tab]:
    user, path = context["user"], context["request"].path
    allowed = [(label, name, reverse(name)) for label, name, permission in TABS if user.has_perm(permission)]
    return [Tab(label, url, _is_below(path, url), KEYS.get(name, "")) for label, name, url in allowed]


def _is_below(path: str, url: str) -> bool:
    return path == url or (url != reverse("home") and path.startswith(url))


@register.inclusion_tag("record_pages/parts/banners.html", takes_context=True)
def banners(context: Context) -> dict[str, Any]:
    """What everybody must know on every page: this is a demo; the gateway is paused."""
    is_known = context["user"].is_authenticated
    return {
        "is_demo": settings.DEMO,
        "simulator_url": settings.MITTO_SIMULATOR_URL,
        "gateway_host": urlsplit(settings.MITTO_BASE_URL).netloc,
        "paused": GatewayState.objects.filter(is_paused=True).first() if is_known else None,
        "perms": context.get("perms"),
    }


@register.simple_tag
def admins() -> list[str]:
    """Whom to ask for a permission: the names of those who may give it."""
    users = get_user_model().objects.filter(is_active=True, groups__name="Mitto Admin")
    return [user.get_full_name() or user.get_username() for user in users.order_by("pk")[:3]]


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the sprite; always beside words, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("record_pages/icons.svg"),
        name,
    )


@register.simple_tag
def object_icon(name: str, size: str = "") -> SafeString:
    """The coloured square that marks leads, contacts, campaigns and so on."""
    return format_html(
        '<span class="object-icon is-{}{}">{}</span>', name, " is-small" if size == "small" else "", icon(name)
    )
