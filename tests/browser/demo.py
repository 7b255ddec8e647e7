"""A whole demo of its own: web, worker and simulator, as `make demo` starts them, and a browser to look at it."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
START_WITHIN = 90.0  # seconds


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: where it is, where its phones are, and how to run one of its commands."""

    url: str
    simulator: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """A demo with its state and log in `folder`."""
    # Only what a newcomer's shell has: the settings of the test run must not leak into the demo.
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**passed_on, "MITTO_DEMO_STATE": str(folder / "state")}
    url, log = f"http://127.0.0.1:{free_port()}", folder / "demo.log"
    command = [sys.executable, "manage.py", "demo", "--port", url.rpartition(":")[2]]
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process:
        try:
            wait_until_up(f"{url}/livez", process, log)
            known = dict(line.split("=", 1) for line in (folder / "state/environment").read_text().splitlines())
            yield Demo(url, known["MITTO_SIMULATOR_URL"], environment)
        finally:
            process.terminate()


def wait_until_up(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The demo did not come up:\n{log.read_text()}")


@contextmanager
def running_chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def log_in(context: BrowserContext, demo: Demo, username: str) -> Page:
    """A page of somebody who just logged in."""
    page = context.new_page()
    page.goto(demo.url)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{demo.url}/")
    return page
