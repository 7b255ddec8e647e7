"""How the admin looks, what its sidebar shows, and the tabs of Setup."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SETUP = "configuration.change_configuration"


def may(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: bool(request.user.has_perm(permission))


def entry(title: str | Promise, icon: str, page: str, permission: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(page), "permission": may(permission)}


def tab(title: str | Promise, page: str) -> dict[str, Any]:
    return {"title": title, "link": reverse_lazy(page), "permission": may(SETUP)}


def is_first_tab(request: HttpRequest) -> bool:
    """The path of Setup is part of every other tab's, so it is compared as a whole; its history belongs to it."""
    history = reverse("admin:configuration_configuration_changelist")
    return request.path == reverse("admin-setup") or request.path.startswith(history)


def models_with_tabs(*labels: str) -> list[Any]:
    """A plain name means the list, a dictionary the form."""
    return [page for label in labels for page in (label, {"name": label, "detail": True})]


# The accent of the record pages, so that both halves look like one product.
TEAL = {
    "50": "#eef8f9",
    "100": "#d8eef0",
    "200": "#b3dde1",
    "300": "#83c6cc",
    "400": "#55b2ba",
    "500": "#3596a0",
    "600": "#0a6770",
    "700": "#08565e",
    "800": "#084e55",
    "900": "#0a4046",
    "950": "#06292e",
}

SETUP_TABS = {
    "page": "setup",
    "models": models_with_tabs(
        "configuration.configuration", "configuration.sender", "optout.keyword", "configuration.pagelayout"
    ),
    "items": [
        tab(_("Setup"), "admin-setup") | {"active": is_first_tab},
        tab(_("Default Senders"), "admin:configuration_sender_changelist"),
        tab(_("Opt-Out Keywords"), "admin:optout_keyword_changelist"),
        tab(_("Callback"), "admin-setup-callback"),
        tab(_("Page layouts"), "admin-setup-page-layouts"),
        tab(_("User Access"), "admin-setup-access"),
        tab(_("Rules"), "admin-setup-rules"),
    ],
}

NAVIGATION = [
    {
        "title": _("Records"),
        "items": [
            entry(_("Leads"), "person_search", "admin:crm_lead_changelist", "crm.view_lead"),
            entry(_("Contacts"), "contacts", "admin:crm_contact_changelist", "crm.view_contact"),
            entry(_("Campaigns"), "campaign", "admin:crm_campaign_changelist", "crm.view_campaign"),
            entry(_("Campaign members"), "group", "admin:crm_campaignmember_changelist", "crm.view_campaignmember"),
        ],
    },
    {
        "title": _("Messages"),
        "items": [
            entry(_("SMS"), "sms", "admin:sms_sms_changelist", "sms.view_sms"),
            entry(_("Broadcasts"), "cell_tower", "admin:sms_broadcast_changelist", "sms.view_broadcast"),
            entry(
                _("SMS Templates"),
                "draft",
                "admin:templates_app_smstemplate_changelist",
                "templates_app.view_smstemplate",
            ),
        ],
    },
    {
        "title": _("Consent"),
        "items": [
            entry(
                _("Opt-outs"),
                "do_not_disturb_on",
                "admin:optout_suppression_changelist",
                "optout.view_suppression",
            ),
            entry(
                _("Consent ledger"), "history_edu", "admin:optout_consentevent_changelist", "optout.view_consentevent"
            ),
            entry(_("Reviews"), "rate_review", "admin:optout_review_changelist", "optout.view_review"),
        ],
    },
    {
        "title": _("Administration"),
        "items": [
            entry(_("Setup"), "settings", "admin-setup", SETUP),
            entry(_("Users"), "manage_accounts", "admin:auth_user_changelist", "auth.view_user"),
            entry(_("Permission sets"), "shield_person", "admin:auth_group_changelist", "auth.view_group"),
            entry(_("Gateway"), "router", "admin:sms_gatewaystate_changelist", "sms.view_gatewaystate"),
            entry(_("Workers"), "engineering", "admin:sms_worker_changelist", SETUP),
            entry(_("Callback events"), "webhook", "admin:callbacks_rawevent_changelist", "callbacks.view_rawevent"),
            entry(_("Audit trail"), "fact_check", "admin:configuration_auditentry_changelist", SETUP),
        ],
    },
]

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Mitto CRM",
    "SITE_HEADER": "Mitto SMS",
    "SITE_SYMBOL": "sms",
    "SITE_URL": "/",
    "SHOW_BACK_BUTTON": True,
    "SHOW_VIEW_ON_SITE": True,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("record_pages/favicon.svg")}
    ],
    "BORDER_RADIUS": "6px",
    "COLORS": {"primary": TEAL},
    "STYLES": [lambda request: static("configuration/setup.css")],
    "SIDEBAR": {"show_search": True, "navigation": NAVIGATION},
    "TABS": [SETUP_TABS],
}
