"""Who may open what: every URL of the installation against every role. A URL without an entry fails."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories import (
    make_broadcast,
    make_campaign,
    make_contact,
    make_inbound_sms,
    make_lead,
    make_sender,
    make_setup,
    make_sms,
    make_template,
    make_user,
)

ROLES = ("anonymous", "stranger", "agent", "manager", "admin", "superuser", "nobody")

# The least role that may come in, by the route as the URLconf spells it. Below /admin/ everything is for admins.
DOORS = {
    "livez": "anonymous",
    "readyz": "anonymous",
    "metrics": "admin",
    "callbacks/mitto/<str:token>/": "anonymous",
    "callbacks/mitto/<str:token>": "anonymous",
    "login/": "anonymous",
    "language/": "anonymous",
    "logout/": "anonymous",
    "admin/login/": "anonymous",
    "": "agent",
    "search/": "agent",
    "password/": "stranger",
    **dict.fromkeys(("api/v1/", "api/schema/", "api/docs/"), "stranger"),
    "setup/": "anonymous",  # only points to /admin/setup/
    "styleguide/": "admin",
    **dict.fromkeys(("sms/", "sms/<int:pk>/", "sms/<int:pk>/status/", "sms/of/<slug:kind>/<int:pk>/"), "agent"),
    **{
        f"{kind}/{page}": "agent"
        for kind in ("leads", "contacts", "campaigns")
        for page in ("", "new/", "<int:pk>/", "<int:pk>/edit/", "<int:pk>/delete/")
    },
    **{f"{kind}/<int:pk>/edit/<int:section>/": "agent" for kind in ("leads", "contacts", "campaigns")},
    **{f"{kind}/<int:pk>/status/": "agent" for kind in ("leads", "campaigns")},
    "sms/settle/": "manager",
    "sms/<int:pk>/queue-again/": "manager",  # a broadcast's SMS; any other may be queued again by agents
    **{f"{kind}/add-to-campaign/": "agent" for kind in ("leads", "contacts")},
    **{f"views/{page}": "agent" for page in ("<slug:object_name>/new/", "<slug:object_name>/pin/")},
    **{f"views/<int:pk>/{page}/": "agent" for page in ("edit", "delete")},
    **{f"{kind}/<int:pk>/opt-out/": "agent" for kind in ("leads", "contacts")},
    **{f"{kind}/<int:pk>/campaigns/add/": "agent" for kind in ("leads", "contacts")},
    **{f"campaigns/<int:pk>/members/{page}": "agent" for page in ("", "add/", "search/", "<int:member>/remove/")},
    "send/<slug:kind>/<int:pk>/": "agent",
    "send/<slug:kind>/<int:pk>/template/": "agent",
    "send/<slug:kind>/<int:pk>/check/": "agent",
    "send/campaign/<int:pk>/": "manager",
    "send/selection/<int:pk>/": "manager",
    **{
        f"{kind}s/<int:pk>/preflight/{page}": "manager"
        for kind in ("campaign", "selection")
        for page in ("", "test/", "left-out/<slug:reason>/")
    },
    **{f"inbox/{page}": "agent" for page in ("", "<int:pk>/", "<int:pk>/lead/")},
    **{f"reviews/{page}": "manager" for page in ("", "<int:pk>/decide/")},
    **{f"templates/{page}": "agent" for page in ("", "new/", "<int:pk>/", "<int:pk>/clone/", "<int:pk>/delete/")},
    "templates/preview/": "agent",
    **{
        f"broadcasts/{page}": "manager"
        for page in (
            "",
            "<int:pk>/",
            "find/",
            "<int:pk>/results/",
            "<int:pk>/export/",
            "<int:pk>/send-again/",
            "<int:pk>/left-out/<slug:reason>/",
            "<int:pk>/pause/",
            "<int:pk>/resume/",
            "<int:pk>/cancel/",
        )
    },
}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


ALL_ROUTES = sorted({route for route in routes(get_resolver()) if "^" not in route and "(?P" not in route})


# These end a session, need a query, or lead to another page: no page of their own to let anybody into.
NO_PAGE = {"api/", "logout/", "admin/logout/", "admin/login/", "admin/autocomplete/"}


# The machine writes these rows: the admin shows them and lets nobody add any.
WRITTEN_BY_THE_MACHINE = re.compile(
    r"admin/(callbacks/\w+|sms/\w+|axes/\w+|optout/(consentevent|review)"
    r"|configuration/(auditentry|configuration|pagelayout))/add/"
)


def least_role(route: str) -> str | None:
    if WRITTEN_BY_THE_MACHINE.fullmatch(route):
        return "nobody"
    if route.startswith("admin/axes/"):
        return "superuser"
    if route in DOORS:
        return DOORS[route]
    if route.startswith("api/v1/"):  # what each role may do there is tried verb by verb in tests/api/
        return "manager" if "broadcasts" in route else "agent"
    return "admin" if route.startswith("admin/") or route in NO_PAGE else None


@pytest.mark.parametrize("route", ALL_ROUTES)
def test_every_url_says_who_may_open_it(route: str) -> None:
    assert least_role(route), f"{route!r} has no entry in DOORS: who may open it?"


def test_no_entry_is_about_a_url_that_is_gone() -> None:
    assert not set(DOORS) - set(ALL_ROUTES)


@pytest.fixture
def world(db: None) -> dict[str, int]:
    """One of everything, by the first word of the route that shows it."""
    make_setup()
    make_sender()
    lead = make_lead()
    campaign = make_campaign(lead)
    broadcast = make_broadcast(campaign=campaign)
    make_inbound_sms(lead=lead)
    return {
        "leads": lead.pk,
        "contacts": make_contact().pk,
        "campaigns": campaign.pk,
        "member": campaign.members.get().pk,
        "sms": make_sms(lead=lead, broadcast=broadcast).pk,
        "inbox": make_inbound_sms().pk,
        "send": lead.pk,
        "templates": make_template().pk,
        "broadcasts": broadcast.pk,
    }


def path_of(route: str, world: dict[str, int]) -> str:
    kind = "campaign" if route.startswith("send/campaign") else "lead"
    pk = world["campaigns"] if kind == "campaign" else world.get(route.split("/")[0], 1)
    parts = {
        "<int:pk>": str(pk),
        "<int:member>": str(world["member"]),
        "<slug:kind>": kind,
        "<slug:object_name>": "lead",
        "<int:section>": "0",
        "<slug:reason>": "no_number",
        "<str:token>": "not-the-token",
    }
    for placeholder, value in parts.items():
        route = route.replace(placeholder, value)
    return f"/{route}"


def is_let_in(client: Client, path: str) -> bool:
    """Whether the page came, as opposed to a refusal or the way to the login."""
    answer = client.get(path)
    if answer.status_code == 405:
        answer = client.post(path)
    sent_to_login = answer.status_code == 302 and "login" in answer.headers["Location"] and "login" not in path
    assert answer.status_code < 500
    return answer.status_code not in (401, 403) and not sent_to_login


@pytest.mark.parametrize("role", ROLES[:-1])
def test_everybody_gets_in_where_they_may_and_nowhere_else(world: dict[str, int], role: str) -> None:
    client = Client()
    if role != "anonymous":
        group = "" if role in ("stranger", "superuser") else role
        is_staff, is_superuser = role in ("admin", "superuser"), role == "superuser"
        client.force_login(make_user(group, is_staff=is_staff, is_superuser=is_superuser))
    wrong = []
    for route in ALL_ROUTES:
        if ("<" in route and route.startswith("admin/")) or route in NO_PAGE:
            continue  # records of the admin are tried in its own tests
        may = ROLES.index(role) >= ROLES.index(least_role(route) or "admin")
        if is_let_in(client, path_of(route, world)) != may:
            wrong.append(f"{role} {'is kept out of' if may else 'gets into'} {route}")
    assert not wrong, "\n".join(wrong)
