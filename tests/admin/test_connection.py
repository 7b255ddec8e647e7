"""Check connection and Send test message: each answer of Mitto's becomes a sentence, and nothing is queued."""

import json

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from configuration.product_key import replace_product_key
from sms.connection import check_connection
from sms.gateway_pause import resume_after_new_key
from sms.models import GatewayState, Sms
from tests.factories import make_sender, make_setup

SMS = "http://127.0.0.1:9/sms"
ACCEPTED = {"responseCode": 0, "id": "1f6c", "responseText": "Success"}


def answer(**what: object) -> responses.RequestsMock:
    mitto = responses.RequestsMock()
    mitto.post(SMS, **what)  # type: ignore[arg-type]
    return mitto


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "is_good", "sentence"),
    [
        ({"json": ACCEPTED}, True, "127.0.0.1 answers and takes the product key."),
        ({"json": {"responseCode": 8}}, True, "127.0.0.1 answers and takes the product key."),
        ({"status": 401}, False, "Mitto refuses the product key."),
        ({"status": 429}, False, "asks for a slower pace"),
        ({"json": {"responseCode": 1}}, False, "had an internal error"),
        ({"status": 502, "body": "<h1>"}, False, "does not say what became of it"),
    ],
)
def test_each_answer_becomes_a_sentence(what: dict[str, object], is_good: bool, sentence: str) -> None:
    make_setup()
    with answer(**what):
        finding = check_connection()
    assert finding.is_good is is_good and sentence in finding.sentence


@pytest.mark.django_db
def test_a_host_where_nobody_listens_is_told() -> None:
    make_setup()
    assert check_connection().sentence.startswith("127.0.0.1 cannot be reached.")


@pytest.mark.django_db
def test_without_a_key_nobody_is_asked() -> None:
    assert "no product key yet" in check_connection().sentence


@pytest.mark.django_db
def test_a_host_nobody_approved_is_not_asked(settings: Settings) -> None:
    make_setup()
    settings.MITTO_BASE_URL = "https://rest.mittoapi.com"
    assert "Approve rest.mittoapi.com first." in check_connection().sentence


def test_a_test_message_is_marked_as_one_and_never_queued(boss_browser: Client) -> None:
    make_setup()
    sender = make_sender(type="branded", name="MITTO-SMS")
    with answer(json=ACCEPTED) as mitto:
        page = send(boss_browser, sender=sender.pk, to="07700 900123")
        posted = json.loads(mitto.calls[0].request.body)
    assert (posted["from"], posted["to"], posted["test"]) == ("MITTO-SMS", "+447700900123", True)
    assert "Mitto accepts an SMS from MITTO-SMS" in page
    assert not Sms.objects.exists()


def send(browser: Client, **fields: object) -> str:
    return browser.post("/admin/setup/test-message/", fields, follow=True).content.decode()


@pytest.mark.parametrize("sender", ["", "abc", "999999", "-1", "½"])
def test_a_sender_that_is_gone_is_told(boss_browser: Client, sender: str) -> None:
    assert "Choose a sender" in send(boss_browser, sender=sender, to="07700 900123")


@pytest.mark.parametrize("to", ["", "abc", "12", "\0", "+" * 40])
def test_a_number_that_cannot_be_used_is_told(boss_browser: Client, to: str) -> None:
    make_setup()
    assert "Nothing was sent." in send(boss_browser, sender=make_sender().pk, to=to)


def pause() -> None:
    GatewayState.objects.update_or_create(
        pk=1, defaults={"is_paused": True, "pause_reason": "Mitto refused the key.", "paused_at": "2026-01-01T00:00Z"}
    )


def test_an_admin_ends_a_pause(boss_browser: Client) -> None:
    pause()
    assert "Mitto refused the key." in boss_browser.get("/admin/setup/").content.decode()
    assert "Sending goes on." in boss_browser.post("/admin/setup/resume/", follow=True).content.decode()
    assert not GatewayState.current().is_paused
    assert "Sending was not paused." in boss_browser.post("/admin/setup/resume/", follow=True).content.decode()


def test_a_new_key_ends_a_pause_and_an_old_one_does_not(boss: User) -> None:
    pause()
    assert not resume_after_new_key() and GatewayState.current().is_paused
    replace_product_key("another", by=boss)
    assert resume_after_new_key() and not GatewayState.current().is_paused
