"""The check before a campaign send, by hand: who is left out and why, mended in place; dates; nobody shut out."""

import re
from collections.abc import Iterator
from datetime import time

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.campaign_steps import (
    assert_shuts_nobody_out,
    check,
    confirm,
    fact,
    new_campaign,
    run,
    send,
    setup,
)
from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser

# Somebody for each reason, and four who can be texted.
PEOPLE = """[
    make_lead(last_name="Nomobile", mobile_phone=""),
    make_contact(last_name="Unusable", mobile_phone="12 34"),
    opted_out := make_lead(last_name="Optout"),
    held := make_lead(last_name="Held"),
    original := make_lead(last_name="Original"),
    make_contact(last_name="Twin", mobile_phone=original.mobile_phone),
    make_lead(first_name="", last_name="Empty"),
    recent := make_lead(last_name="Recent"),
    make_lead(last_name="Faraway", country="US"),
    make_lead(last_name="Landline", mobile_phone="020 7946 0018", country="GB"),
]
suppression.opt_out(opted_out.mobile_phone_e164, source="person")
reviews.open_review(number=held.mobile_phone_e164, text="leave me alone", rule="refusal", sms_reference="")
make_sms(recipient=recent.mobile_phone_e164, status="delivered", lead=recent)
"""
REASONS = {
    "No mobile number": ("Nomobile", "/edit/"),
    "Unusable number": ("12 34: The area code is missing.", "/edit/"),
    "Opted out": ("Optout", "/opt-out/"),
    "Waiting for review": ("Held", "/reviews/"),
    "Same number as another member": ("Twin", "/edit/"),
    "The text is empty for this person": ("Empty", "/edit/"),
    "Texted recently": ("Recent", "/edit/"),
    "Never within the allowed hours": ("Faraway", "/edit/"),
    "Texted, though perhaps not a mobile number": ("This looks like a landline.", "/edit/"),
}


@pytest.fixture
def campaign(demo: Demo) -> Iterator[str]:
    """Nobody is at work in all of America within one hour; in Britain it is some time within a day."""
    hours = {"allowed_from": time(9), "allowed_to": time(10)}
    with setup(demo, recently_texted_hours=1, price_per_part="0.05", currency="EUR", **hours):
        yield new_campaign(demo, "Every reason", people=PEOPLE, members=3)


@pytest.fixture
def page(context: BrowserContext, demo: Demo) -> Page:
    return log_in(context, demo, "manager")


def open_reason(page: Page, label: str) -> None:
    page.get_by_role("button", name=f"Show: {label}").click()


def test_each_reason_is_listed_with_the_way_to_mend_it(page: Page, campaign: str) -> None:
    check(page, campaign, "<%=FirstName%>")
    expect(fact(page, "Recipients")).to_have_text("5 of 13 members")
    expect(fact(page, "Cost")).to_have_text("0.25 EUR")
    for label, (shown, way) in REASONS.items():
        open_reason(page, label)
        row = page.get_by_role("listitem").filter(has_text=label).locator("li", has_text=shown)
        expect(row.get_by_role("link").last).to_have_attribute("href", re.compile(way))


def test_whoever_was_mended_counts_on_the_way_back(page: Page, campaign: str) -> None:
    check(page, campaign, "Hello <%=FirstName%>")
    expect(fact(page, "Recipients")).to_have_text("6 of 13 members")
    open_reason(page, "No mobile number")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Edit Bertha Nomobile").click()
    record = popup.value
    record.locator("[name=mobile_phone]").fill("+44 7700 955999")
    record.get_by_role("button", name="Save").click()
    expect(record.get_by_text("was saved")).to_be_visible()
    record.close()
    # Here all tabs always have the focus.
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(fact(page, "Recipients")).to_have_text("7 of 13 members")
    expect(page.get_by_role("button", name="Show: No mobile number")).to_have_count(0)


def test_going_back_to_the_check_counts_again(page: Page, demo: Demo) -> None:
    check(page, new_campaign(demo, "Back", members=3), "Hello <%=FirstName%>")
    page.get_by_role("link", name="Leads", exact=True).click()
    run(demo, "from crm.models import Campaign; Campaign.objects.get(name='Back').members.first().delete()")
    page.go_back()
    expect(fact(page, "Recipients")).to_have_text("2 of 2 members")
    page.go_back()
    expect(page.get_by_role("heading", name="Back", exact=True)).to_be_visible()


def test_what_forces_unicode_is_named_and_replaced(page: Page, demo: Demo) -> None:
    main = check(page, new_campaign(demo, "Quotes", members=3), "It’s <%=FirstName%>…")
    expect(main).to_contain_text("’ forces Unicode on 3 texts")
    expect(fact(page, "Encoding")).to_have_text("3 Unicode")
    page.get_by_role("button", name="Replace by plain characters").click()
    expect(fact(page, "Encoding")).to_have_text("3 regular")
    expect(main).to_contain_text("It's Member 0...")


def test_a_branded_sender_is_warned_about(page: Page, demo: Demo) -> None:
    page.goto(new_campaign(demo, "One way", members=1))
    panel = page.locator("[data-send-panel]")
    branded = panel.get_by_role("option", name=re.compile("branded")).first.inner_text()
    panel.get_by_label("From").select_option(branded)
    panel.get_by_label("Message text").fill("Hello")
    panel.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("nobody can answer it, not even with STOP")


def test_a_time_counts_once_it_is_written_and_half_a_time_never(page: Page, demo: Demo) -> None:
    check(page, new_campaign(demo, "Later", members=1), "Hello <%=FirstName%>, later.")
    at = page.get_by_label("Send at (empty: now)")
    at.press_sequentially("0131")
    page.get_by_role("button", name="Go on to send").click()
    expect(page.locator("dialog#confirm")).to_be_hidden()
    at.fill("2099-01-31T10:00")
    for _part in range(4):
        at.press("Tab")
    page.keyboard.type("45")
    page.get_by_role("heading", name="When and to whom").click()
    question = confirm(page)
    expect(question).to_contain_text("31 Jan 2099, 10:45")
    question.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("main")).to_contain_text("Starts on 31 Jan 2099, 10:45.")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_step_shuts_anybody_out(chromium: Browser, demo: Demo, theme: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page = log_in(context, demo, "manager")
    with setup(demo, recently_texted_hours=1):
        check(page, new_campaign(demo, f"{theme} {width}", people=PEOPLE), "It’s <%=FirstName%>, who reads it.")
        for show in page.get_by_role("button", name=re.compile("^Show: ")).all():
            show.click()
        expect(page.get_by_role("link", name="Edit Sean Unusable")).to_be_visible()
        assert_shuts_nobody_out(page)
        confirm(page)
        assert_shuts_nobody_out(page)
        page.keyboard.press("Escape")
        send(page)
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        broadcast = page.url
        assert_shuts_nobody_out(page)
        page.get_by_role("button", name="Pause").click()
    for part in ("", "results/", "left-out/no_number/", "cancel/", "send-again/", "../find/"):
        page.goto(broadcast + part)
        assert_shuts_nobody_out(page)
    context.close()
