"""Who may open which page: every address is looked at, so that a new one cannot be forgotten."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, reverse

from record_pages.urls import urlpatterns
from tests.factories import make_campaign, make_contact, make_lead, make_user

EVERYBODYS = {"set_language", "login", "logout", "password-change", "setup"}
STAFFS = {"styleguide"}
MANAGERS = {
    "sms-settle",
    "preflight",
    "preflight-test",
    "preflight-left-out",
    "send-broadcast",
    "broadcasts",
    "broadcast",
    "broadcasts-find",
    "broadcast-results",
    "broadcast-export",
    "broadcast-send-again",
    "broadcast-left-out",
    "broadcast-pause",
    "broadcast-resume",
    "broadcast-cancel",
    "reviews",
    "review-decide",
}
SOME_PLACE = {"section": 0, "object_name": "lead", "pk": 1, "member": 1, "kind": "lead", "reason": "opted_out"}
GUARDED = [pattern for pattern in urlpatterns if pattern.name not in EVERYBODYS | STAFFS]
AGENTS_PAGES = (
    "home",
    "search",
    "leads",
    "lead-new",
    "lead",
    "lead-edit",
    "lead-delete",
    "lead-opt-out",
    "lead-campaigns",
    "contacts",
    "contact-new",
    "contact",
    "contact-edit",
    "contact-delete",
    "contact-opt-out",
    "contact-campaigns",
    "campaigns",
    "campaign-new",
    "campaign",
    "campaign-edit",
    "campaign-delete",
    "campaign-members",
    "member-add",
    "member-remove",
)


def some_url(pattern: URLPattern) -> str:
    """The address about a record that need not exist: permission comes before existence."""
    known = {name: SOME_PLACE[name] for name in pattern.pattern.converters}
    return reverse(str(pattern.name), kwargs=known | pattern.default_args)


def url_of(name: str) -> str:
    """The address about a record made for it."""
    if name == "member-remove":
        member = make_campaign(make_lead()).members.get()
        return reverse(name, args=[member.campaign_id, member.pk])
    makers = {"lead": make_lead, "contact": make_contact, "campaign": make_campaign, "member": make_campaign}
    kind = name.split("-")[0]
    if kind not in makers or name.endswith("-new"):
        return reverse(name)
    return reverse(name, args=[makers[kind]().pk])


@pytest.mark.parametrize("pattern", GUARDED, ids=lambda pattern: pattern.name)
def test_a_stranger_is_sent_to_the_login(client: Client, db: None, pattern: URLPattern) -> None:
    url = some_url(pattern)
    for answer in (client.get(url), client.post(url)):
        assert answer.headers["Location"] == f"/login/?next={url}"


@pytest.mark.parametrize("pattern", GUARDED, ids=lambda pattern: pattern.name)
def test_somebody_without_permission_is_told_whom_to_ask(client: Client, admin: User, pattern: URLPattern) -> None:
    client.force_login(make_user())
    for answer in (client.get(some_url(pattern)), client.post(some_url(pattern))):
        assert answer.status_code == 403
        assert "Ada Admin" in answer.text


@pytest.mark.parametrize("pattern", GUARDED, ids=lambda pattern: pattern.name)
def test_an_agent_is_kept_from_broadcasts_and_reviews_only(agents_browser: Client, pattern: URLPattern) -> None:
    is_refused = agents_browser.get(some_url(pattern)).status_code == 403
    assert is_refused == (pattern.name in MANAGERS)


@pytest.mark.parametrize("name", AGENTS_PAGES)
def test_an_agent_may_open_it(agents_browser: Client, name: str) -> None:
    assert agents_browser.get(url_of(name)).status_code == 200


def test_only_admins_see_the_setup_tab(agents_browser: Client, admin: User) -> None:
    setup_tab = f'href="{reverse("setup")}"'
    assert setup_tab not in agents_browser.get("/leads/").text
    agents_browser.force_login(admin)
    assert setup_tab in agents_browser.get("/leads/").text


def test_setup_leads_to_the_admin(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert client.get("/setup/").headers["Location"] == "/admin/setup/"


def test_the_styleguide_is_for_staff(agents_browser: Client, admin: User) -> None:
    assert agents_browser.get(reverse("styleguide")).status_code == 403
    agents_browser.force_login(admin)
    assert agents_browser.get(reverse("styleguide")).status_code == 200


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_nothing_is_changed_without_the_csrf_token(admin: User, pattern: URLPattern) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)
    answer = strict.post(some_url(pattern))
    assert answer.status_code == 403
    assert "too old" in answer.text
