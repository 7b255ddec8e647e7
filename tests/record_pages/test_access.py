"""Who may open which page."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.factories import make_campaign, make_contact, make_lead, make_user

PAGES = (
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


def url_of(name: str) -> str:
    """The page, about records made for it."""
    if name == "member-remove":
        member = make_campaign(make_lead()).members.get()
        return reverse(name, args=[member.campaign_id, member.pk])
    makers = {"lead": make_lead, "contact": make_contact, "campaign": make_campaign, "member": make_campaign}
    kind = name.split("-")[0]
    if kind not in makers or name.endswith("-new"):
        return reverse(name)
    return reverse(name, args=[makers[kind]().pk])


@pytest.mark.parametrize("name", PAGES)
def test_an_agent_may_open_it(agents_browser: Client, name: str) -> None:
    assert agents_browser.get(url_of(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_sent_to_the_login(client: Client, db: None, name: str) -> None:
    url = url_of(name)
    assert client.get(url).headers["Location"] == f"/login/?next={url}"


@pytest.mark.parametrize("name", PAGES)
def test_somebody_without_permission_is_told_whom_to_ask(client: Client, admin: User, name: str) -> None:
    client.force_login(make_user())
    answer = client.get(url_of(name))
    assert answer.status_code == 403
    assert "Ada Admin" in answer.text


def test_only_admins_see_the_setup_tab(agents_browser: Client, admin: User) -> None:
    setup_tab = f'href="{reverse("setup")}"'
    assert setup_tab not in agents_browser.get("/").text
    agents_browser.force_login(admin)
    assert setup_tab in agents_browser.get("/").text


def test_setup_leads_to_the_admin(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert client.get("/setup/").headers["Location"] == "/admin/setup/"


def test_the_styleguide_is_for_staff(agents_browser: Client, admin: User) -> None:
    assert agents_browser.get(reverse("styleguide")).status_code == 403
    agents_browser.force_login(admin)
    assert agents_browser.get(reverse("styleguide")).status_code == 200


def test_every_form_needs_its_csrf_token(agent: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent)
    for name in ("lead-new", "lead-edit", "lead-delete", "lead-opt-out", "member-add", "member-search", "search"):
        answer = strict.post(url_of(name))
        assert answer.status_code == 403
        assert "too old" in answer.text
