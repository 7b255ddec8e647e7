"""Setup by hand: every tab does what it says, against the running demo."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context: BrowserContext, demo: Demo) -> Page:
    """Setup's first tab, reached as an admin does."""
    page = log_in(context, demo, "admin")
    page.get_by_role("link", name="Setup", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/setup/$"))
    return page


def open_tab(page: Page, name: str) -> None:
    page.locator("#tabs-items").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#tabs-items .active")).to_have_text(name)


def test_the_first_tab_saves_checks_and_reveals(page: Page) -> None:
    key = page.get_by_label("Product Key")
    expect(key).to_have_value("")
    expect(page.get_by_text("A key is stored. Leave this empty to keep it.")).to_be_visible()
    page.get_by_label("Give up after (hours)").fill("23")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Setup is saved.")).to_be_visible()
    expect(page.get_by_label("Give up after (hours)")).to_have_value("23")

    page.get_by_role("button", name="Check connection").click()
    expect(page.get_by_text("answers and takes the product key.")).to_be_visible()
    page.get_by_role("textbox", name="To").fill("07700 900123")
    page.get_by_role("button", name="Send test message").click()
    expect(page.get_by_text("As a test it is not delivered.")).to_be_visible()

    page.get_by_role("button", name="Reveal product key").click()
    expect(page.locator("#product-key")).not_to_be_empty()
    shown = page.locator("#product-key").inner_text()
    page.get_by_role("link", name="Back to Setup").click()
    expect(page.get_by_label("Product Key")).to_have_value("")
    assert shown not in page.content()


def test_a_sender_is_explained_added_and_deleted(page: Page) -> None:
    open_tab(page, "Default Senders")
    page.get_by_role("link", name="Add New Sender").click()
    page.get_by_label("Type").select_option("branded")
    page.get_by_label("Sender's name").fill("TWO WORDS")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("A branded sender has no spaces.")).to_be_visible()
    page.get_by_label("Sender's name").fill("ONE-WORD")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Delete ONE-WORD").click()
    page.get_by_role("button", name=re.compile("Yes, I’m sure|Delete")).click()
    expect(page.get_by_role("link", name="Delete ONE-WORD")).to_have_count(0)


def test_a_keyword_is_added_and_a_locked_one_stays(page: Page) -> None:
    open_tab(page, "Opt-Out Keywords")
    expect(page.get_by_role("row", name=re.compile(r"\bSTOP\b.*Stays: US law"))).to_be_visible()
    page.get_by_role("link", name="Add New Opt-Out Keyword").click()
    page.get_by_label("Keyword value").fill("Genug")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Delete Genug").click()
    page.get_by_role("button", name=re.compile("Yes, I’m sure|Delete")).click()
    expect(page.get_by_role("link", name="Delete Genug")).to_have_count(0)


def test_the_callback_is_copied_tested_and_replaced(context: BrowserContext, demo: Demo, page: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=demo.url)
    open_tab(page, "Callback")
    page.get_by_role("button", name="Copy address").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    before = page.locator("#callback-url").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == before
    page.get_by_role("button", name="Copy message").click()
    assert before in page.evaluate("navigator.clipboard.readText()")

    page.get_by_role("button", name="Send a test report").click()
    expect(page.get_by_text("came back through the public address")).to_be_visible()
    page.get_by_role("button", name="Replace token").click()
    expect(page.get_by_text("The address before this one works until")).to_be_visible()
    assert page.locator("#callback-url").inner_text() != before


def test_a_page_layout_takes_the_panel_away_and_brings_it_back(demo: Demo, page: Page) -> None:
    for is_shown in (False, True):
        page.goto(f"{demo.url}/admin/setup/page-layouts/")
        page.get_by_label("Send SMS panel: Leads").set_checked(is_shown)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Page layouts are saved.")).to_be_visible()
        page.goto(f"{demo.url}/leads/")
        page.locator("table tbody tr a").first.click()
        expect(page.locator("[data-send-panel]")).to_have_count(int(is_shown))


def test_rules_and_access_are_saved(page: Page) -> None:
    open_tab(page, "Rules")
    page.get_by_label("Currency").fill("EUR")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Setup is saved.")).to_be_visible()
    open_tab(page, "User Access")
    page.get_by_label("The people chosen below").check()
    page.get_by_label("agent").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile(r"User Access is given to \d+ people\."))).to_be_visible()
