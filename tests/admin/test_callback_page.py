"""The Callback tab: the address, the message with Mitto's placeholders, the test report, the token."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from callbacks import tokens
from callbacks.models import RawEvent
from configuration.models import AuditEntry, Configuration
from gateway.callbacks import DeliveryReport, Inbound, parse_callback
from gateway.report_template import REPLY_FIELDS, REPORT_FIELDS, json_template

PAGE = "/admin/setup/callback/"


def text_of(browser: Client) -> str:
    return unescape(browser.get(PAGE).content.decode())


def test_it_shows_the_whole_address_to_copy(boss_browser: Client) -> None:
    token = Configuration.current().callback_token
    page = text_of(boss_browser)
    assert f">http://127.0.0.1:8000/callbacks/mitto/{token}/</code>" in page
    assert "data-copy=callback-url" in page


def test_the_message_holds_the_address_and_both_templates(boss_browser: Client) -> None:
    message = re.search(r'id="callback-message"[^>]*>(.*?)</pre>', text_of(boss_browser), re.DOTALL)[1]
    assert Configuration.current().callback_token in message
    assert json_template(REPORT_FIELDS) in message and json_template(REPLY_FIELDS) in message


def filled(fields: tuple[str, ...]) -> bytes:
    """A template as Mitto fills it in."""
    values = {"status": "DELIVERED", "receiver": "447700900123", "sender": "447700900124"}
    return json.dumps({name: values.get(name, name) for name in json.loads(json_template(fields))}).encode()


def test_what_the_templates_ask_for_is_understood() -> None:
    [report] = parse_callback(query="", content_type="application/json", body=filled(REPORT_FIELDS))
    assert isinstance(report, DeliveryReport)
    assert (report.gateway_id, report.reference, report.status) == ("msgid", "reference", "DELIVERED")
    [reply] = parse_callback(query="", content_type="application/json", body=filled(REPLY_FIELDS))
    assert isinstance(reply, Inbound)
    assert (reply.sender, reply.recipient, reply.text) == ("+447700900124", "+447700900123", "text")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_test_report_goes_out_and_comes_back(
    boss_browser: Client, live_server: LiveServer, settings: Settings
) -> None:
    settings.PUBLIC_URL = live_server.url
    page = boss_browser.post(f"{PAGE}test-report/", follow=True).content.decode()
    assert "came back through the public address" in page
    assert RawEvent.objects.get().outcome == RawEvent.Outcome.HELD
    assert "Last callback:" in page


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_somebody_else_at_the_public_address_is_told(
    boss_browser: Client, live_server: LiveServer, settings: Settings
) -> None:
    settings.PUBLIC_URL = f"{live_server.url}/elsewhere"
    page = boss_browser.post(f"{PAGE}test-report/", follow=True).content.decode()
    assert "HTTP 404 instead of this app" in page


def test_nobody_at_the_public_address_is_told(boss_browser: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    page = boss_browser.post(f"{PAGE}test-report/", follow=True).content.decode()
    assert "Nobody answered at the public address." in page


@pytest.mark.parametrize(("old", "still_works"), [("keep", True), ("revoke", False)])
def test_a_replaced_token_works_on_unless_revoked(boss_browser: Client, old: str, still_works: bool) -> None:
    before = Configuration.current().callback_token
    boss_browser.post(f"{PAGE}replace-token/", {"old": old})
    setup = Configuration.current()
    now = setup.callback_token
    assert now != before and tokens.matches(now, setup)
    assert tokens.matches(before, setup) is still_works
    entry = AuditEntry.objects.get(what="token_replaced")
    assert before not in entry.detail and now not in entry.detail
