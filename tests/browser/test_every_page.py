"""Every page, light and dark, wide and on a phone: nobody is shut out, nothing scrolls sideways, no complaint."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from record_pages.urls import urlpatterns
from tests.browser.conftest import PATIENCE
from tests.browser.demo import Demo, log_in
from tests.browser.pages import Place, places

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
# Answers to a form, parts of a page, and files: they have no page of their own, or `places` reaches them by hand.
NO_PAGES = {
    *("setup", "set_language", "logout", "list-view-pin", "lead-status", "campaign-status", "member-search"),
    *("preflight", "preflight-test", "preflight-left-out", "widget-template", "widget-check", "sms-settle"),
    *("sms-queue-again", "sms-status", "related-sms", "lead-from-reply", "review-decide", "broadcast-export"),
    *("broadcast-pause", "broadcast-resume", "broadcast-cancel", "leads-to-campaign", "contacts-to-campaign"),
    *("login", "member-remove", "template-preview"),
}


@pytest.fixture(scope="module")
def everything(demo: Demo) -> list[Place]:
    return places(demo)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_shuts_anybody_out(
    chromium: Browser, demo: Demo, everything: list[Place], theme: Any, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    context.set_default_timeout(PATIENCE)
    complaints = listen(context)
    page = context.new_page()
    page.goto(demo.url)
    problems = [("login", *each) for each in problems_of(page, width)]
    page = log_in(context, demo, "admin")
    for place in everything:
        place.open(page, demo)
        problems += [(place.name, *each) for each in problems_of(page, width)]
    context.close()
    assert not problems
    assert not complaints


def listen(context: BrowserContext) -> list[str]:
    """What the console says against a page of ours; Setup has a policy of its own, and a page may be missing."""
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        url = said.page.url if said.page else ""
        if said.type == "error" and "/admin/" not in url and "404" not in said.text:
            complaints.append(f"{url}: {said.text}")

    context.on("console", hear)
    return complaints


def problems_of(page: Page, width: int) -> list[tuple[Any, ...]]:
    violations = [each for each in Axe().run(page).response["violations"] if each["impact"] in GRAVE]
    found: list[tuple[Any, ...]] = [
        (rule["id"], node["target"], node["html"][:200]) for rule in violations for node in rule["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(("scrolls sideways", width))
    return found


def test_no_page_is_forgotten(everything: list[Place]) -> None:
    visited = {resolve(place.address.partition("?")[0]).url_name for place in everything if place.name != "not-found"}
    assert {str(pattern.name) for pattern in urlpatterns} - visited == NO_PAGES
