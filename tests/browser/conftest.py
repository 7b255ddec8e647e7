"""A whole demo of its own for browser tests: web, worker and simulator, as `make demo` starts them."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
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


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    # Only what a newcomer's shell has: the settings of the test run must not leak into the demo.
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**passed_on, "MITTO_DEMO_STATE": str(folder / "state")}
    port = free_port()
    log = (folder / "demo.log").open("w")
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(f"{url}/livez", process, folder / "demo.log")
        known = dict(line.split("=", 1) for line in (folder / "state/environment").read_text().splitlines())
        yield Demo(url, known["MITTO_SIMULATOR_URL"], environment)
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def wait_until_up(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The demo did not come up:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    complaints: list[str] = []
    context.on(
        "console",
        lambda said: (
            complaints.append(f"{said.page.url if said.page else ''}: {said.text}") if said.type == "error" else None
        ),
    )
    yield context
    context.close()
    assert not complaints, "the browser's console complained"


def log_in(context: BrowserContext, demo: Demo, username: str) -> Page:
    """A page of somebody who just logged in."""
    page = context.new_page()
    page.goto(demo.url)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{demo.url}/")
    return page
