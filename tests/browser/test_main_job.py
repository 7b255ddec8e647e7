"""The main job, by hand: text a lead, see it delivered, be answered STOP; text a campaign."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser


def test_an_agent_texts_a_lead_who_then_opts_out(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.get_by_role("link", name="Leads", exact=True).click()
    page.locator("table tbody tr a").first.click()
    name = page.get_by_role("heading", level=1).inner_text().strip()

    panel = page.locator("[data-send-panel]")
    panel.get_by_label("Select template").select_option(index=1)
    text = panel.get_by_label("Message text")
    expect(text).not_to_have_value("")
    panel.get_by_label("From").select_option(index=0)
    number = panel.get_by_label("To").input_value()
    expect(panel.get_by_text(re.compile(r"\((regular|unicode)\) \d+ / \d+ \[\d\]"))).to_be_visible()
    panel.get_by_role("button", name="Send").click()

    expect(page.locator("#send-result")).to_contain_text("DELIVERED")
    sms_rows = page.locator("tr", has_text=re.compile(r"SMS-\d{6}"))
    expect(sms_rows.first).to_contain_text("DELIVERED")

    answer_on_phone(context, demo, number, "Stop please")
    page.reload()
    expect(panel.get_by_role("button", name="Send")).to_be_disabled()
    expect(panel).to_contain_text("opted out")
    expect(page.get_by_text("OPT-OUT").first).to_be_visible()
    page.get_by_role("link", name="SMS", exact=True).click()
    expect(page.locator("tr", has_text=name).first).to_be_visible()


def answer_on_phone(context: BrowserContext, demo: Demo, number: str, text: str) -> None:
    phone = context.new_page()
    phone.goto(f"{demo.simulator}/phone/{number.lstrip('+')}")
    phone.get_by_role("textbox").last.fill(text)
    phone.keyboard.press("Enter")
    expect(phone.get_by_text(text)).to_be_visible()
    phone.close()


def test_a_manager_texts_the_campaign_of_500(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "manager")
    page.get_by_role("link", name="Campaigns", exact=True).click()
    page.get_by_role("link", name="Newsletter").click()

    panel = page.locator("[data-send-panel]")
    to = panel.get_by_label("To")
    expect(to).to_have_value(re.compile(r"4\d\d recipients"))
    recipients = to.input_value().split()[0]
    expect(panel).to_contain_text("12 no mobile number")
    panel.get_by_label("Message text").fill("Hello <%=FirstName|there%>, our doors are open on Friday.")
    panel.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", name="Check before sending")).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"{recipients} of ")
    page.get_by_role("button", name="Go on to send").click()
    confirm = page.get_by_role("dialog", name=f"Send to {recipients} people?")
    expect(confirm.get_by_role("heading")).to_be_focused()
    confirm.get_by_label("Number of recipients").fill(recipients)
    confirm.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator("main")).to_contain_text(f"{recipients} SMS queued")
    expect(page.get_by_text("Finished").first).to_be_visible(timeout=60_000)
    delivered = page.locator("main").get_by_text(re.compile(rf"{recipients}\s*Delivered|Delivered\s*{recipients}"))
    expect(delivered.first).to_be_visible(timeout=60_000)
