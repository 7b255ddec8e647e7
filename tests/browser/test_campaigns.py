"""A campaign send by hand: checked, tried out, confirmed, watched, held, undone, and never sent twice."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.campaign_steps import check, confirm, fact, new_campaign, run, send, setup
from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser

LONG = 90_000  # milliseconds


@pytest.fixture
def page(context: BrowserContext, demo: Demo) -> Page:
    return log_in(context, demo, "manager")


def test_from_the_check_to_the_results(page: Page, demo: Demo) -> None:
    campaign = new_campaign(demo, "All the way", members=200)
    with setup(demo, confirm_number_above=150, rate_limit=2):
        check(page, campaign, "Dear <%=FirstName%>, all the way.")
        question = confirm(page)
        expect(question.get_by_role("heading", name="Send to 200 people?")).to_be_focused()
        question.get_by_role("button", name="Send", exact=True).click()
        expect(question).to_contain_text("Type that number to confirm")
        question.get_by_label("Number of recipients").fill("200")
        question.get_by_role("button", name="Send", exact=True).click()

        expect(fact(page, "Status")).to_have_text("Running", timeout=LONG)
        expect(fact(page, "Number of sent messages")).not_to_have_text("0", timeout=LONG)
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("main")).to_contain_text("Paused by manager.")
        page.reload()
        expect(fact(page, "Status")).to_have_text("Paused")
        assert int(fact(page, "Number of sent messages").inner_text()) < 200
        page.get_by_role("button", name="Resume").click()
    expect(fact(page, "Status")).to_have_text("Finished", timeout=LONG)
    expect(page.locator("main")).to_contain_text("200 SMS queued, 200 messages sent.", timeout=LONG)
    expect(page.locator(".bar-key")).to_contain_text("Delivered 200", timeout=LONG)

    page.get_by_role("link", name="Results").click()
    expect(page.get_by_role("table")).to_contain_text("Delivered")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    assert len(download.value.path().read_text().splitlines()) == 201
    page.goto(campaign)
    expect(page.get_by_role("table", name="Broadcasts")).to_contain_text("all the way")
    expect(page.get_by_role("row", name=re.compile("Dear Member 199, all the way"))).to_be_visible()


def test_what_was_just_sent_can_be_undone(page: Page, demo: Demo) -> None:
    check(page, new_campaign(demo, "Undo", members=3), "Dear <%=FirstName%>, undo.")
    send(page)
    expect(page.locator("main")).to_contain_text("Nothing has left yet.")
    page.get_by_role("button", name="Undo").click()
    expect(fact(page, "Status")).to_have_text("Cancelled")
    expect(fact(page, "Number of sent messages")).to_have_text("0")


def test_a_test_goes_to_my_own_phone_and_nobody_elses(page: Page, demo: Demo) -> None:
    campaign = new_campaign(demo, "Trying out", members=2)
    check(page, campaign, "Dear <%=FirstName%>, a test.")
    page.get_by_label("My mobile number").fill("07700 955123")
    page.get_by_role("button", name="Send test").dblclick()
    result = page.locator("#test-result")
    expect(result).to_contain_text("DELIVERED", timeout=LONG)
    result.get_by_role("link").click()
    expect(fact(page, "Test")).to_have_text("yes")
    expect(page.locator("main")).to_contain_text("Dear Member 0, a test.")
    page.goto(campaign)
    assert page.get_by_role("row", name=re.compile("a test")).count() == 1
    check(page, campaign, "Dear <%=FirstName%>, another test.")
    expect(page.get_by_label("My mobile number")).to_have_value("07700 955123")


def test_pressing_twice_going_back_and_reloading_send_once(page: Page, demo: Demo) -> None:
    campaign = new_campaign(demo, "Once", members=3)
    check(page, campaign, "Dear <%=FirstName%>, once.")
    confirm(page).get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.get_by_role("heading", name=re.compile(r"Broadcast \d+"))).to_be_visible()
    sent = page.url
    page.reload()
    page.go_back()
    expect(page.get_by_role("heading", name="Check before sending")).to_be_visible()
    send(page)
    page.wait_for_url(sent)
    page.goto(campaign)
    expect(page.get_by_role("table", name="Broadcasts").get_by_role("row")).to_have_count(2)


def test_a_second_tab_is_asked_before_it_repeats(page: Page, context: BrowserContext, demo: Demo) -> None:
    campaign, other = new_campaign(demo, "Tabs", members=3), context.new_page()
    for tab in (page, other):
        check(tab, campaign, "Dear <%=FirstName%>, tabs.")
    send(page)
    expect(page.get_by_role("heading", name=re.compile(r"Broadcast \d+"))).to_be_visible()
    send(other)
    expect(other.get_by_role("alert")).to_contain_text("less than ten minutes ago")
    expect(confirm(other).get_by_role("button", name="Send another")).to_be_visible()
    page.goto(campaign)
    expect(page.get_by_role("table", name="Broadcasts").get_by_role("row")).to_have_count(2)


def test_members_that_changed_meanwhile_are_told_and_asked_about(page: Page, demo: Demo) -> None:
    campaign = new_campaign(demo, "Changing", members=3)
    check(page, campaign, "Dear <%=FirstName%>, changes.")
    run(demo, "from crm.models import Campaign; Campaign.objects.get(name='Changing').members.first().delete()")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("2 members instead of 3")
    send(page)
    expect(page.get_by_role("heading", name=re.compile(r"Broadcast \d+"))).to_be_visible()
