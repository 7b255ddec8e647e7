"""Every page of a demo and how to get there: pictures and the accessibility test go by this list."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.demo import Demo

# Those of records are added by `tests/browser/scene.py`, which knows their ids.
ADDRESSES = {
    "home": "/",
    "leads": "/leads/",
    "contacts": "/contacts/",
    "campaigns": "/campaigns/",
    "sms-list": "/sms/",
    "unknown-desk": "/sms/?status=unknown",
    "templates": "/templates/",
    "broadcasts": "/broadcasts/",
    "inbox": "/inbox/",
    "reviews": "/reviews/",
    "search": "/search/",
    "search-found": "/search/?q=an",
    "search-nothing": "/search/?q=zzzz",
    "lead-new": "/leads/new/",
    "contact-new": "/contacts/new/",
    "campaign-new": "/campaigns/new/",
    "template-new": "/templates/new/",
    "list-view-new": "/views/lead/new/",
    "list-view-new-sms": "/views/sms/new/",
    "broadcasts-find": "/broadcasts/find/",
    "password": "/password/",
    "styleguide": "/styleguide/",
    "not-found": "/nothing/here/",
}
SETUP_ADDRESSES = {
    "admin": "/admin/",
    "setup": "/admin/setup/",
    "default-senders": "/admin/configuration/sender/",
    "opt-out-keywords": "/admin/optout/keyword/",
    "keyword-rehearsal": "/admin/setup/opt-out-keywords/rehearsal/",
    "callback": "/admin/setup/callback/",
    "page-layouts": "/admin/setup/page-layouts/",
    "access": "/admin/setup/access/",
}
TEXT = "Hello <%=FirstName|there%>, our summer menu is out — come and try it! Reply STOP to opt out."

Step = Callable[[Page, str], None]  # a page, and the address of the demo


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the demo: its name, its address, and what is done there before anybody looks."""

    name: str
    address: str
    do: Step | None = None
    is_setup: bool = False

    def open(self, page: Page, demo: Demo) -> None:
        page.goto(demo.url + self.address)
        if self.do:
            self.do(page, demo.url)


def places(demo: Demo) -> list[Place]:
    """All of them, for an admin."""
    told = demo.manage("shell", "-v", "0", "-c", "from tests.browser.scene import tell; tell()")
    of_records = json.loads(told)
    return [
        *(Place(name, address) for name, address in (ADDRESSES | of_records).items()),
        *(Place(name, address, is_setup=True) for name, address in SETUP_ADDRESSES.items()),
        *_worked_on(of_records),
    ]


def _worked_on(of_records: dict[str, str]) -> Iterator[Place]:
    yield Place("lead-typing", of_records["lead"], write)
    yield Place("lead-sent", of_records["lead"], send)
    yield Place("lead-refused", of_records["lead"], send_nothing)
    yield Place("preflight", of_records["campaign"], check)
    yield Place("preflight-left-out", of_records["campaign"], see_who_is_left_out)
    yield Place("preflight-confirm", of_records["campaign"], go_on_to_send)
    yield Place("export", "/leads/", export)
    yield Place("view-picker", "/leads/", lambda page, _: page.locator(".picker > summary").click())
    yield Place("leads-selected", "/leads/", select_all)
    yield Place("leads-to-campaign", "/leads/", add_to_campaign)
    yield Place("selection", "/leads/", text_them)
    yield Place("number-found", "/broadcasts/find/", find_number)
    yield Place("user-menu", "/leads/", lambda page, _: page.get_by_role("button", name="Account:").click())
    yield Place("shortcuts", "/leads/", lambda page, _: page.keyboard.press("?"))
    yield Place("lead-inline-edit", of_records["lead"], edit_in_place)
    yield Place("lead-new-wrong", "/leads/new/", save_nothing)


def write(page: Page, _: str) -> None:
    page.get_by_label("Message text").fill(TEXT)


def send(page: Page, _: str) -> None:
    page.get_by_label("Message text").fill("See you tomorrow at ten.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#send-result .sent").wait_for()


def send_nothing(page: Page, _: str) -> None:
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#send-form [aria-invalid=true]").wait_for()


def check(page: Page, _: str) -> None:
    page.get_by_label("Message text").fill(TEXT)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="Check before sending").wait_for()


def see_who_is_left_out(page: Page, url: str) -> None:
    check(page, url)
    page.get_by_role("button", name=re.compile("^Show")).first.click()


def go_on_to_send(page: Page, url: str) -> None:
    check(page, url)
    page.get_by_role("button", name="Go on to send").click()


def export(page: Page, _: str) -> None:
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Download the CSV file").wait_for()


def select_all(page: Page, _: str) -> None:
    page.locator("input[name=chosen]").first.check()
    page.locator("input[name=chosen]").nth(1).check()


def add_to_campaign(page: Page, url: str) -> None:
    select_all(page, url)
    page.get_by_role("button", name="Add to campaign").click()
    page.get_by_role("heading", name="Add to campaign").wait_for()


def text_them(page: Page, url: str) -> None:
    select_all(page, url)
    page.get_by_role("button", name="Text them").click()
    page.get_by_role("heading", name="Selected leads").wait_for()


def find_number(page: Page, _: str) -> None:
    page.get_by_role("textbox", name=re.compile("number", re.IGNORECASE)).fill("+44 7700 900004")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("list", name="Found").wait_for(state="attached")


def save_nothing(page: Page, _: str) -> None:
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()


def edit_in_place(page: Page, _: str) -> None:
    page.get_by_role("link", name="Edit Name").click()
    page.get_by_role("button", name="Save").wait_for()
