"""List views in a real browser: made without a mouse drag, chosen, pinned; rows ticked; a file downloaded."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser


def choose(page: Page) -> None:
    page.locator("summary", has_text="Choose a list view").click()


def test_a_view_is_made_pinned_and_deleted(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.goto(f"{demo.url}/leads/")
    choose(page)
    page.get_by_role("link", name="New list view").click()
    page.get_by_role("textbox", name="Name").fill("Working ones")
    first = page.get_by_role("group", name="Filter 1")
    first.get_by_label("Field").select_option("Status")
    first.get_by_label("Value").select_option("Working")
    page.get_by_role("button", name="Move Company forward").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("thead th").first).to_have_text("Company")
    expect(page.get_by_text("Filtered by Status is Working")).to_be_visible()
    choose(page)
    page.get_by_role("button", name="Open the list with this view").click()
    page.goto(f"{demo.url}/leads/")
    expect(page.get_by_role("heading", name="Leads / Working ones")).to_be_attached()
    choose(page)
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Leads / All")).to_be_attached()


def test_ticks_are_counted_and_lead_to_a_campaign(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "manager")
    page.goto(f"{demo.url}/leads/")
    page.get_by_label("Select all rows of this page").check()
    expect(page.get_by_text("Selected: 50")).to_be_visible()
    page.locator("input[name=chosen]").first.uncheck()
    expect(page.get_by_text("Selected: 49")).to_be_visible()
    page.get_by_role("button", name="Add to campaign").click()
    page.get_by_role("searchbox", name="Search campaigns by name").fill("Webinar")
    page.get_by_role("button", name="Add to Webinar").click()
    expect(page.get_by_role("status").filter(has_text="added.")).to_be_visible()


def test_what_a_list_shows_is_downloaded(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "manager")
    page.goto(f"{demo.url}/contacts/")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the CSV file").click()
    file = waiting.value
    assert file.suggested_filename.startswith("contacts-")
    assert file.path().read_text().startswith('"Name","Account name","Mobile"')
