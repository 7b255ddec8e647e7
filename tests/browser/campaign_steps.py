"""What the browser tests of campaigns do again and again: people of their own, a text, the check, the send."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import Demo

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Each campaign has numbers that no other one has, and none of the demo's people.
ranges = count(10_000, 1000)

PREPARE = """
from itertools import count
from optout import reviews, suppression
from tests import factories
from tests.factories import *
factories.numbers = count({start})
people = {people}
print(make_campaign(*people, members={members}, name="{name}").pk)
"""
SET = """
import datetime
from decimal import Decimal
from configuration.models import Configuration
setup = Configuration.current()
before = {{name: getattr(setup, name) for name in {changes}}}
vars(setup).update({changes})
setup.full_clean()
setup.save()
print(before)
"""


def run(demo: Demo, code: str) -> str:
    return demo.manage("shell", "-v", "0", "-c", code).strip()


def new_campaign(demo: Demo, name: str, *, people: str = "[]", members: int = 0) -> str:
    """The address of a campaign of these people (Python, with the builders of `tests.factories`) and so many more."""
    code = PREPARE.format(start=next(ranges), people=people, members=members, name=name)
    return f"{demo.url}/campaigns/{run(demo, code)}/"


@contextmanager
def setup(demo: Demo, **changes: object) -> Iterator[None]:
    """Setup with other settings for a while."""
    before = run(demo, SET.format(changes=changes))
    try:
        yield
    finally:
        run(demo, SET.format(changes=before))


def check(page: Page, campaign: str, text: str) -> Locator:
    """Write a text and go on to the check; returns what it shows."""
    page.goto(campaign)
    panel = page.locator("[data-send-panel]")
    panel.get_by_label("Message text").fill(text)
    panel.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Check before sending")).to_be_visible()
    return page.locator("main")


def confirm(page: Page) -> Locator:
    """Open the last question before anything is sent."""
    page.get_by_role("button", name="Go on to send").click()
    return page.locator("dialog#confirm")


def send(page: Page) -> None:
    confirm(page).get_by_role("button", name="Send", exact=True).click()


def fact(page: Page, name: str) -> Locator:
    """What the head of a record says under this name."""
    return page.locator("dl.facts div", has=page.get_by_text(name, exact=True)).locator("dd")


def assert_shuts_nobody_out(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert not [(page.url, rule["id"], node["target"]) for rule in found for node in rule["nodes"]]
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), f"{page.url} scrolls sideways"
