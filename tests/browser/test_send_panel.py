"""The Send SMS panel in a browser: the editor helps, the keyboard suffices, nothing is sent twice."""

import re
from itertools import count

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser

NEW_CONTACT = """
from crm.models import Contact
contact = Contact.objects.create(first_name="Ada", last_name="Byron", account_name="Poets", mobile_phone="{number}")
print(contact.get_absolute_url())
"""
numbers = count(1)


@pytest.fixture
def panel(context: BrowserContext, demo: Demo) -> Locator:
    """The panel of a new contact, whom no other test texts."""
    made = demo.manage("shell", "-v", "0", "-c", NEW_CONTACT.format(number=f"07400 2{next(numbers):05}"))
    page = log_in(context, demo, "agent")
    page.goto(demo.url + made.strip())
    return page.locator("[data-send-panel]")


def counter(panel: Locator) -> Locator:
    return panel.locator("[data-counter]")


def test_the_editor_counts_blames_replaces_and_fills_in(panel: Locator) -> None:
    text = panel.get_by_label("Message text")
    expect(counter(panel)).to_have_text("(regular) 0 / 160 [0]")
    text.fill("It’s here")
    expect(counter(panel)).to_have_text("(unicode) 9 / 70 [1]")
    expect(panel).to_contain_text("’ (U+2019) makes this text Unicode")
    panel.get_by_role("button", name="Replace").click()
    expect(text).to_have_value("It's here")
    expect(counter(panel)).to_have_text("(regular) 9 / 160 [1]")

    text.fill("Hello , how are you?")
    text.evaluate("box => box.setSelectionRange(6, 6)")
    panel.get_by_label("Merge field").select_option(label="First name")
    panel.get_by_role("button", name="Insert").click()
    expect(text).to_have_value("Hello <%=FirstName%>, how are you?")
    expect(panel.locator("[data-rendered]")).to_have_text(re.compile(r"Hello \w+, how are you\?"))

    text.fill("a" * 1601)
    expect(panel).to_contain_text("A text has at most 1,600 characters. Too many: 1")


def test_a_mistake_gets_the_focus_and_the_words_stay(panel: Locator) -> None:
    panel.get_by_label("To").fill("12")
    expect(panel).to_contain_text("This number is too short.")
    panel.get_by_label("Message text").fill("Hello")
    panel.get_by_role("button", name="Send").click()
    expect(panel.get_by_label("To")).to_be_focused()
    expect(panel.get_by_label("To")).to_have_attribute("aria-invalid", "true")
    expect(panel.get_by_label("Message text")).to_have_value("Hello")


def test_a_text_is_sent_by_keyboard_alone_and_once(panel: Locator) -> None:
    page: Page = panel.page
    panel.get_by_label("From").focus()
    for _field in ("To", "Select template", "Merge field", "Insert", "Message text"):
        page.keyboard.press("Tab")
    page.keyboard.type("Hello by keyboard")
    for _press in range(3):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#send-result")).to_contain_text("DELIVERED")
    expect(panel.get_by_label("Message text")).to_have_value("")
    expect(panel.get_by_label("Message text")).to_be_focused()
    expect(page.locator("#related-sms")).to_contain_text("DELIVERED")
    assert page.locator("#related-sms tbody tr", has_text="Hello by keyboard").count() == 1


def test_a_template_replaces_written_words_only_when_told_to(panel: Locator) -> None:
    template, text = panel.get_by_label("Select template"), panel.get_by_label("Message text")
    text.fill("My own words")
    panel.page.once("dialog", lambda dialog: dialog.dismiss())
    template.select_option(index=1)
    expect(text).to_have_value("My own words")
    expect(template).to_have_value("")
    panel.page.once("dialog", lambda dialog: dialog.accept())
    template.select_option(index=1)
    expect(text).not_to_have_value("My own words")


def test_an_answer_of_stop_switches_the_panel_off_while_it_is_open(panel: Locator, demo: Demo) -> None:
    panel.get_by_label("Message text").fill("Hello")
    panel.get_by_role("button", name="Send").click()
    expect(panel.page.locator("#send-result")).to_contain_text("DELIVERED")
    reply = {"from": panel.get_by_label("To").input_value(), "text": "STOP"}
    assert panel.page.request.post(f"{demo.simulator}/control/reply", data=reply).ok
    expect(panel).to_contain_text("by replying “STOP”", timeout=30_000)
    expect(panel.get_by_role("button", name="Send")).to_be_disabled()


def test_back_and_forward_show_what_was_sent_from_the_page(panel: Locator) -> None:
    page: Page = panel.page
    panel.get_by_label("Message text").fill("Hello once")
    panel.get_by_role("button", name="Send").click()
    expect(page.locator("#send-result")).to_contain_text("DELIVERED")

    page.go_back()
    page.go_forward()

    # Sooner than the page would ask by itself.
    expect(page.locator("#related-sms tbody")).to_contain_text("Hello once", timeout=8000)
