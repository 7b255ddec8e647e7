"""The REST API from outside: the script of the documentation, and the page that documents it."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.demo import ROOT, Demo, log_in

pytestmark = pytest.mark.browser


def test_the_script_of_the_documentation_sends_and_sees_it_delivered(demo: Demo) -> None:
    token = re.findall(r"\b[0-9a-f]{40}\b", demo.manage("drf_create_token", "agent"))[0]
    command = [sys.executable, ROOT / "docs/rest-example.py", demo.url, token]

    said = subprocess.run(command, capture_output=True, text=True, timeout=120)

    assert said.returncode == 0, said.stderr
    assert re.fullmatch(
        r"SMS-\d+ delivered Hello Bertha, your table is ready\.\nSMS-\d+ delivered Hello Phyllis, .+\n", said.stdout
    )


def test_an_sms_is_sent_from_the_command_line(demo: Demo) -> None:
    senders = demo.manage("shell", "-c", "from configuration.models import Sender; print(Sender.objects.first())")

    said = demo.manage("send_sms", "--to", "+447700901003", "--sender", senders.split()[-1], "--text", "Hi", "--wait")

    assert re.fullmatch(r"SMS-\d+\ndelivered\n", said)


def test_the_documentation_opens_and_tries_an_operation_out(context: BrowserContext, demo: Demo) -> None:
    page = log_in(context, demo, "agent")
    page.goto(f"{demo.url}/api/docs/")
    operation = page.locator("#operations-senders-senders_list")
    operation.locator(".opblock-summary").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
