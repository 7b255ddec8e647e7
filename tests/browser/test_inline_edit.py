"""Changing a record where it stands: one section, by keyboard, and the status by its path."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser


def open_new_lead(context: BrowserContext, demo: Demo) -> Page:
    page = log_in(context, demo, "agent")
    page.goto(f"{demo.url}/leads/new/")
    page.get_by_label("Last name").fill("Inline")
    page.get_by_label("Company").fill("Acme")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Inline")).to_be_visible()
    return page


def test_a_section_is_changed_in_place_by_keyboard(context: BrowserContext, demo: Demo) -> None:
    page = open_new_lead(context, demo)
    page.get_by_role("link", name="Edit Phone and email").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Mobile phone")).to_be_focused()
    page.keyboard.type("+44 7700 901234")
    page.get_by_label("Email").fill("nonsense")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enter a valid email address.")).to_be_visible()
    expect(page.get_by_label("Email")).to_be_focused()
    page.get_by_label("Email").fill("inline@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="was saved")).to_be_visible()
    expect(page.get_by_text("Can be texted")).to_be_visible()


def test_cancel_brings_the_section_back(context: BrowserContext, demo: Demo) -> None:
    page = open_new_lead(context, demo)
    page.get_by_role("link", name="Edit Description").click()
    page.get_by_label("Description").fill("Not to be kept")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("link", name="Edit Description")).to_be_visible()
    expect(page.get_by_text("Not to be kept")).to_be_hidden()


def test_a_click_on_the_path_moves_the_lead(context: BrowserContext, demo: Demo) -> None:
    page = open_new_lead(context, demo)
    page.get_by_role("button", name="Working").click()
    expect(page.get_by_role("status").filter(has_text="“Working”")).to_be_visible()
    expect(page.get_by_role("button", name="Working")).to_have_attribute("aria-current", "step")


def test_the_language_is_changed_from_the_account_menu(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.goto(f"{demo.url}/leads/")
    page.get_by_role("button", name="Account:").click()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("link", name="Neuer Lead")).to_be_visible()
    page.get_by_role("button", name="Konto:").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="New lead")).to_be_visible()
