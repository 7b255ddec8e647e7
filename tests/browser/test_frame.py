"""The frame in a real browser: theme, menus, search as you type."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser


def test_a_chosen_theme_stays(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(f"{demo.url}/leads/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 24, 28)"
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("button", name="System").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_members_are_found_while_typing_and_added(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "manager")
    page.goto(f"{demo.url}/campaigns/new/")
    page.get_by_role("textbox", name="Name").fill("Typing")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add members").first.click()  # the panel says it too
    box = page.get_by_role("searchbox", name="Search leads and contacts")
    expect(box).to_be_focused()
    box.press_sequentially("a")
    page.get_by_role("button", name=re.compile("^Add ")).first.click()
    expect(page.locator("#results")).to_contain_text("is now in Typing.")


def test_the_first_tab_skips_to_the_page(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.goto(f"{demo.url}/leads/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_on_a_phone_the_tabs_are_a_menu(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.set_viewport_size({"width": 320, "height": 640})
    tab = page.get_by_role("link", name="Contacts")
    expect(tab).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    tab.click()
    expect(page.get_by_role("heading", name="Contacts")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Contacts")).to_have_attribute("aria-current", "page")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Contacts")).to_be_hidden()


def test_a_notice_can_be_dismissed(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.goto(f"{demo.url}/leads/new/")
    page.get_by_label("Last name").fill("Dismiss")
    page.get_by_label("Company").fill("Acme")
    page.get_by_role("button", name="Save").click()
    notice = page.get_by_role("status").filter(has_text="was saved")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
