"""The main job as a newcomer does it: text a lead, see it delivered, be answered STOP; then text a campaign."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser

# Of the demo's people; no other test touches her.
LEAD = "Priya Nair"


def test_a_lead_is_texted_and_opts_out_and_a_campaign_is_texted(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    number = text_a_lead(page)
    answer_on_phone(context, demo, number, "STOP")
    see_the_opt_out(page)

    page.get_by_role("button", name="Account:").click()
    page.get_by_role("button", name="Log out").click()
    text_a_campaign(log_in(context, demo, "manager"))


def text_a_lead(page: Page) -> str:
    page.get_by_role("link", name="Leads", exact=True).click()
    page.get_by_role("searchbox", name="Search by name, company").fill(LEAD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=LEAD).click()
    page.wait_for_url(re.compile(r"/leads/\d+/$"))  # with its scripts: they take the template
    panel = page.locator("[data-send-panel]")
    panel.get_by_label("Select template").select_option("Lead: appointment reminder")
    expect(panel.get_by_label("Message text")).to_have_value(re.compile("<%="))
    expect(panel.get_by_text(re.compile(r"\((regular|unicode)\) \d+ / \d+ \[\d\]"))).to_be_visible()
    number = panel.get_by_label("To").input_value()
    panel.get_by_role("button", name="Send").click()

    expect(page.locator("#send-result")).to_contain_text("1 SMS (1 message) sent and delivered.")
    expect(page.locator("#send-result")).to_contain_text("DELIVERED")
    expect(page.locator("#related-sms tbody tr").first).to_contain_text("DELIVERED")
    return number


def answer_on_phone(context: BrowserContext, demo: Demo, number: str, text: str) -> None:
    phone = context.new_page()
    phone.goto(f"{demo.simulator}/phone/{number.lstrip('+')}")
    phone.get_by_role("textbox").last.fill(text)
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Taken by the app")).to_be_visible()
    phone.close()


def see_the_opt_out(page: Page) -> None:
    """Without reloading: the panel closes by itself, and whatever the page says of the number changes."""
    panel = page.locator("[data-send-panel]")
    expect(panel.get_by_role("button", name="Send")).to_be_disabled()
    expect(panel).to_contain_text(f"{LEAD} opted out of SMS")
    expect(page.locator("#related-sms tbody tr").first).to_contain_text("Opt-out")
    expect(page.locator(".page-head #number-badge")).to_have_text("Opted out")
    expect(page.locator("#number-banner")).to_contain_text("Consent: Opted out")
    expect(page.locator("#sms-section")).to_contain_text("Why, and change")

    page.get_by_role("link", name="SMS", exact=True).click()
    page.get_by_label("Status").select_option("Opt-out")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("row").filter(has_text=LEAD)).to_contain_text("Inbound")


def text_a_campaign(page: Page) -> None:
    page.get_by_role("link", name="Campaigns", exact=True).click()
    page.get_by_role("link", name="Newsletter").click()
    page.wait_for_url(re.compile(r"/campaigns/\d+/$"))
    expect(page.get_by_role("heading", name="Campaign members (500)")).to_be_visible()
    panel = page.locator("[data-send-panel]")
    to = panel.get_by_label("To")
    expect(to).to_have_value(re.compile(r"^4\d\d recipients$"))
    recipients = to.input_value().split()[0]
    left_out = f"{500 - int(recipients)}"
    expect(panel).to_contain_text("12 no mobile number")
    panel.get_by_label("Message text").fill("Hello <%=FirstName|there%>, our doors are open on Friday.")
    panel.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Check before sending")).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"{recipients} of 500 members")
    page.get_by_role("button", name="Go on to send").click()
    confirm = page.get_by_role("dialog", name=f"Send to {recipients} people?")
    expect(confirm.get_by_role("heading")).to_be_focused()
    expect(confirm).to_contain_text(f"{left_out} left out")
    confirm.get_by_label("Number of recipients").fill(recipients)
    confirm.get_by_role("button", name="Send", exact=True).click()

    main = page.locator("main")
    expect(main).to_contain_text(f"{recipients} SMS queued")
    expect(main).to_contain_text(re.compile(rf"Left out\s*{left_out}"))
    expect(main).to_contain_text(re.compile(rf"Delivered\s*{recipients}"), timeout=60_000)
    expect(main.locator(".badge", has_text="Finished")).to_be_visible()
