"""Take a picture of every page of a fresh demo: light, dark and on a phone. Run by `make screenshots`."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.browser.demo import Demo, log_in, running_chromium, running_demo
from tests.browser.pages import Place, places

IMAGES = Path(__file__).parent / "images"
GALLERY = Path("var/screenshots")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 720}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {"viewport": NARROW, "color_scheme": "light"},
}
# What the README and docs/from-salesforce.md show, in light.
KEPT = {path.stem for path in IMAGES.glob("*.png")}


def main() -> None:
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo, running_chromium() as chromium:
        everything = places(demo)
        for look, options in LOOKS.items():
            take_all(chromium.new_context(**options), demo, everything, look)


def take_all(context: BrowserContext, demo: Demo, everything: list[Place], look: str) -> None:
    page = context.new_page()
    page.goto(demo.url)
    take(page, "login", look)
    page = log_in(context, demo, "admin")
    for place in everything:
        place.open(page, demo)
        take(page, place.name, look)
    page.goto(demo.simulator)
    take(page, "simulator", look)
    context.close()


def take(page: Page, name: str, look: str) -> None:
    page.wait_for_load_state("networkidle")
    if look == "light" and name in KEPT:
        page.screenshot(path=IMAGES / f"{name}.png")
    # A dialog stands in the middle of what is seen, so more than that is no use.
    is_whole = not page.locator("dialog[open]").count()
    page.screenshot(path=GALLERY / f"{name}-{look}.png", full_page=is_whole)
    sys.stdout.write(f"{name} ({look})\n")


if __name__ == "__main__":
    main()
