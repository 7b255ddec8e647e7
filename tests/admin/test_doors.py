"""Who comes in: Setup and the admin are for admins, and there is one login page."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import browser_of
from tests.factories import make_user

PAGES = [
    "/admin/setup/",
    "/admin/setup/callback/",
    "/admin/setup/page-layouts/",
    "/admin/setup/access/",
    "/admin/setup/rules/",
]
DEEDS = [
    "/admin/setup/product-key/",
    "/admin/setup/approve-gateway/",
    "/admin/setup/check-connection/",
    "/admin/setup/test-message/",
    "/admin/setup/resume/",
    "/admin/setup/callback/test-report/",
    "/admin/setup/callback/replace-token/",
]


@pytest.mark.parametrize("url", PAGES)
def test_an_admin_opens_each_page_of_setup(boss_browser: Client, url: str) -> None:
    assert boss_browser.get(url).status_code == 200


@pytest.mark.parametrize("url", PAGES + DEEDS)
@pytest.mark.parametrize(
    ("permission_set", "is_staff"),
    [("Mitto User Access", False), ("Mitto Campaign Manager", True), ("Mitto Admin", False), ("", True)],
)
@pytest.mark.django_db
def test_nobody_else_does(url: str, permission_set: str, is_staff: bool) -> None:
    browser = browser_of(make_user(permission_set, is_staff=is_staff))
    assert (browser.get(url).status_code, browser.post(url).status_code) == (403, 403)


@pytest.mark.parametrize("url", [*PAGES, *DEEDS])
@pytest.mark.django_db
def test_a_stranger_logs_in_first(client: Client, url: str) -> None:
    assert client.get(url).headers["Location"] == f"/login/?next={url}"


@pytest.mark.parametrize("url", DEEDS)
def test_a_deed_needs_a_post(boss_browser: Client, url: str) -> None:
    assert boss_browser.get(url).status_code == 405


@pytest.mark.parametrize("url", DEEDS)
def test_a_deed_needs_the_csrf_token(boss: User, url: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(boss)
    assert browser.post(url).status_code == 403


@pytest.mark.django_db
def test_a_stranger_finds_the_one_login_page(client: Client) -> None:
    answer = client.get("/admin/crm/lead/", follow=True)
    assert answer.redirect_chain[-1][0] == "/login/?next=/admin/crm/lead/"


@pytest.mark.django_db
def test_an_agent_learns_that_the_admin_is_not_for_them() -> None:
    assert browser_of(make_user("Mitto User Access")).get("/admin/", follow=True).status_code == 403


def test_who_is_in_already_goes_on(boss_browser: Client) -> None:
    assert boss_browser.get("/admin/login/").headers["Location"] == "/admin/"


@pytest.mark.django_db
def test_only_admins_see_the_entry_of_setup() -> None:
    page = browser_of(make_user("Mitto Campaign Manager", is_staff=True)).get("/admin/").content.decode()
    assert "/admin/crm/lead/" in page and "/admin/setup/" not in page


@pytest.mark.parametrize(
    ("url", "tab"),
    [
        ("/admin/setup/", "Setup"),
        ("/admin/configuration/sender/", "Default Senders"),
        ("/admin/configuration/sender/add/", "Default Senders"),
        ("/admin/optout/keyword/", "Opt-Out Keywords"),
        ("/admin/setup/callback/", "Callback"),
        ("/admin/setup/page-layouts/", "Page layouts"),
        ("/admin/setup/access/", "User Access"),
        ("/admin/setup/rules/", "Rules"),
        ("/admin/configuration/configuration/1/history/", "Setup"),
    ],
)
def test_exactly_one_tab_is_lit(boss_browser: Client, url: str, tab: str) -> None:
    tabs = next(each["items"] for each in boss_browser.get(url).context["tab_list"])
    assert [item["title"] for item in tabs if item["active"]] == [tab]
