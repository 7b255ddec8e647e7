"""Take a picture of every page of a fresh demo: light, dark and on a phone. Run by `make screenshots`."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.browser.demo import Demo, log_in, running_chromium, running_demo

IMAGES = Path(__file__).parent / "images"
GALLERY = Path("var/screenshots")
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 720}, "color_scheme": "light"},
}
PAGES = {
    "home": "/",
    "leads": "/leads/",
    "contacts": "/contacts/",
    "campaigns": "/campaigns/",
    "sms-list": "/sms/",
    "templates": "/templates/",
    "template-new": "/templates/new/",
    "broadcasts": "/broadcasts/",
    "setup": "/admin/setup/",
    "default-senders": "/admin/configuration/sender/",
    "opt-out-keywords": "/admin/optout/keyword/",
    "callback": "/admin/setup/callback/",
    "page-layouts": "/admin/setup/page-layouts/",
    "access": "/admin/setup/access/",
    "admin": "/admin/",
}
# What the README and docs/from-salesforce.md show.
KEPT = {"light"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo, running_chromium() as chromium:
        for look, options in LOOKS.items():
            context = chromium.new_context(**options)  # type: ignore[arg-type]
            take_all(context, demo, look)
            context.close()


def take_all(context: BrowserContext, demo: Demo, look: str) -> None:
    page = log_in(context, demo, "admin")
    for name, path in PAGES.items():
        page.goto(demo.url + path)
        take(page, name, look)
    follow(page, demo, "/leads/", "lead", look)
    follow(page, demo, "/contacts/", "contact", look)
    follow(page, demo, "/sms/", "sms", look)
    follow(page, demo, "/broadcasts/", "broadcast", look)
    page.goto(f"{demo.url}/campaigns/")
    page.get_by_role("link", name="Newsletter").click()
    take(page, "campaign", look)
    page.goto(demo.simulator)
    take(page, "simulator", look)


def follow(page: Page, demo: Demo, path: str, name: str, look: str) -> None:
    """The first record of a list."""
    page.goto(demo.url + path)
    page.locator("table tbody tr a").first.click()
    page.wait_for_url(re.compile(r"/\d+/$"))
    take(page, name, look)


def take(page: Page, name: str, look: str) -> None:
    page.wait_for_load_state("networkidle")
    GALLERY.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=GALLERY / f"{name}-{look}.png", full_page=True)
    if look in KEPT:
        page.screenshot(path=IMAGES / f"{name}.png")
    sys.stdout.write(f"{name} ({look})\n")


if __name__ == "__main__":
    main()
