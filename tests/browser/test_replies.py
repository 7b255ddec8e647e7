"""Replies by hand: read and answered in the inbox, decided at the review desk, rehearsed against keywords."""

import json
import re
import urllib.error
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.demo import Demo, log_in

pytestmark = pytest.mark.browser

# Nobody in the demo has a number of this range.
STRANGER, REFUSER = "+447700900321", "+447700900322"
OURS = "447700900000"
ADDRESS = """
from configuration.models import Configuration
from sms.delivery import callback_url
print(callback_url(Configuration.current()))
"""


def callback(demo: Demo) -> str:
    return demo.manage("shell", "-v", "0", "-c", ADDRESS).strip()


def post(address: str, **fields: str) -> int:
    request = urllib.request.Request(address, json.dumps(fields).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def reply(demo: Demo, number: str, text: str) -> None:
    assert post(callback(demo), **{"from": number, "to": OURS, "text": text}) == 200


def check_accessible(page: Page) -> None:
    found = [each for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
    assert not found, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def test_a_reply_of_a_stranger_becomes_a_lead_and_is_answered(context: BrowserContext, demo: Demo) -> None:
    reply(demo, STRANGER, "Who is this?")
    page = log_in(context, demo, "agent")
    page.get_by_role("link", name="Inbox", exact=True).click()
    row = page.get_by_role("row", name=re.compile(re.escape(STRANGER)))
    expect(row).to_contain_text("1 unread")
    check_accessible(page)
    row.get_by_role("link").click()

    thread = page.locator("#thread")
    expect(thread).to_contain_text("Who is this?")
    check_accessible(page)
    address = page.url
    page.get_by_role("link", name="Create lead").click()
    page.get_by_label("Last name").fill("Stranger")
    page.get_by_label("Company").fill("Unknown Ltd")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stranger")
    expect(page.locator("#thread")).to_contain_text("Who is this?")

    page.goto(address)
    panel = page.locator("[data-send-panel]")
    expect(panel.get_by_label("To")).to_have_value(STRANGER)
    panel.get_by_label("Message text").fill("It is us: Mitto CRM.")
    panel.get_by_role("button", name="Send").click()
    expect(thread.locator(".bubble").last).to_contain_text("It is us: Mitto CRM.")
    expect(thread.locator(".bubble").last).to_contain_text("Delivered")
    reply(demo, STRANGER, "Ah, thanks")
    expect(thread.locator(".bubble").last).to_contain_text("Ah, thanks")
    page.get_by_role("link", name="Inbox", exact=True).first.click()
    expect(page.get_by_role("row", name=re.compile(re.escape(STRANGER)))).not_to_contain_text("unread")


def test_on_a_phone_the_conversation_comes_before_the_answer(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{demo.url}/inbox/")
    page.locator("main tbody a").first.click()

    said, answer = page.locator("#thread").bounding_box(), page.locator("main aside").bounding_box()

    assert said and answer and said["y"] < answer["y"]


def test_a_manager_decides_a_refusal_with_one_click(context: BrowserContext, demo: Demo) -> None:
    reply(demo, REFUSER, "please stop sending me texts")
    page = log_in(context, demo, "manager")
    page.get_by_role("link", name="Decide").click()
    row = page.get_by_role("row", name=re.compile(re.escape(REFUSER)))
    expect(row).to_contain_text("please stop sending me texts")
    check_accessible(page)
    row.get_by_role("link", name="Conversation").click()
    expect(page.get_by_text("Waiting for review")).to_be_visible()
    page.go_back()
    row.get_by_role("button", name=re.compile("^Opt out")).click()
    expect(page.get_by_text("The number is opted out: it gets no SMS from now on.")).to_be_visible()
    expect(row).to_have_count(0)


def test_an_admin_rehearses_keywords(context: BrowserContext, demo: Demo) -> None:
    reply(demo, STRANGER, "xyzzy!")
    page = log_in(context, demo, "admin")
    page.goto(f"{demo.url}/admin/optout/keyword/")
    page.get_by_role("link", name="Keyword rehearsal").click()
    page.get_by_label("A reply").press_sequentially("Stop. Thank you")
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("Opts out")
    expect(verdict).to_contain_text('The whole message is the keyword "STOP" with courtesy words around it.')
    button, told = page.get_by_role("button", name="Judge it").bounding_box(), verdict.bounding_box()
    assert button and told and told["y"] - button["y"] - button["height"] > 8
    page.get_by_label("A reply").fill("the bus stop is closed")
    expect(verdict).to_contain_text("No rule matches the message.")
    page.get_by_label("A keyword more").fill("xyzzy")
    page.get_by_role("button", name="Look back").click()
    expect(page.get_by_role("row", name=re.compile("xyzzy!"))).to_contain_text("Opts out")
    check_accessible(page)


def test_a_replaced_token_works_on_until_it_is_revoked(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "admin")
    page.goto(f"{demo.url}/admin/setup/callback/")
    expect(page.get_by_role("heading", name="Heartbeat")).to_be_visible()
    first = page.locator("#callback-url").inner_text()
    page.get_by_role("button", name="Replace token").click()
    expect(page.locator("#callback-url")).not_to_have_text(first)
    second = page.locator("#callback-url").inner_text()
    assert [post(address, text="", to="") for address in (first, second)] == [200, 200]

    page.get_by_label(re.compile("is revoked now")).check()
    page.get_by_role("button", name="Replace token").click()
    expect(page.locator("#callback-url")).not_to_have_text(second)
    third = page.locator("#callback-url").inner_text()
    assert [post(address, text="", to="") for address in (first, second, third)] == [404, 404, 200]
