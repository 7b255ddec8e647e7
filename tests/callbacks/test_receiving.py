"""The public endpoint: what Mitto sends in any form is stored, acted on and answered, and tells nobody anything."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from callbacks.models import HeldReport, RawEvent
from configuration.models import Configuration
from optout import suppression
from sms.models import Sms
from tests.callbacks.posting import FORM, NUMBER, address, post, sent, status_of
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["json", "form", "query of a GET", "query of a POST", "both", "array", "upper case"])
def test_a_report_is_understood_in_every_form(form: str) -> None:
    sms, client = sent(), Client(enforce_csrf_checks=True)
    fields = {"msgid": "m-1", "status": "DELIVERED", "receiver": "447700900123"}
    responses = {
        "json": lambda: post(fields),
        "form": lambda: client.post(address(), urlencode(fields), content_type=FORM),
        "query of a GET": lambda: client.get(address(), fields),
        "query of a POST": lambda: client.post(f"{address()}?msgid=m-1&status=DELIVERED"),
        "both": lambda: client.post(f"{address()}?msgid=m-1", {"status": "DELIVERED"}, content_type="application/json"),
        "array": lambda: post([fields]),
        "upper case": lambda: post({name.upper(): value for name, value in fields.items()}),
    }

    response = responses[form]()

    assert (response.status_code, response.content) == (200, b"OK")
    assert status_of(sms) == "delivered"
    assert RawEvent.objects.get().outcome == "processed"


@pytest.mark.parametrize("form", ["json", "form", "GET"])
def test_a_reply_is_understood_in_every_form_and_its_opt_out_is_in_force_before_the_answer(form: str) -> None:
    lead, client = make_lead(mobile_phone=NUMBER), Client()
    fields = {"from": "447700900123", "to": "447900000000", "text": "Stop. Thank you"}

    response = {
        "json": lambda: post(fields),
        "form": lambda: client.post(address(), urlencode(fields), content_type=FORM),
        "GET": lambda: client.get(address(), fields),
    }[form]()

    assert response.status_code == 200
    assert suppression.is_opted_out(NUMBER)
    assert (Sms.objects.get().person, Sms.objects.get().text) == (lead, "Stop. Thank you")


def test_an_address_that_lost_its_slash_is_served_too() -> None:
    response = Client().post(address().rstrip("/"), {"from": NUMBER, "text": "STOP"}, content_type="application/json")

    assert response.status_code == 200
    assert suppression.is_opted_out(NUMBER)


def test_a_request_is_written_down_as_it_came_without_its_token() -> None:
    token = Configuration.current().callback_token

    Client().post(f"{address()}?x=1", '{"msgid": "unknown", "status": "SENT"}', content_type="application/json")

    event = RawEvent.objects.get()
    assert (event.method, event.query, event.content_type) == ("POST", "x=1", "application/json")
    assert bytes(event.body) == b'{"msgid": "unknown", "status": "SENT"}'
    stored = RawEvent.objects.values().get()
    assert not any(token in str(value) for value in stored.values())


def test_a_report_of_an_sms_nobody_knows_yet_is_held_and_answered_200() -> None:
    response = post({"msgid": "M-9", "status": "DELIVERED", "reference": "later"})

    assert response.status_code == 200
    assert RawEvent.objects.get().outcome == "held"
    held = HeldReport.objects.get()
    assert (held.gateway_key, held.reference) == ("m9", "later")


def test_a_receiver_that_is_not_ours_is_held_and_changes_nothing() -> None:
    sms = sent()

    post({"msgid": "m-1", "status": "DELIVERED", "receiver": "+447700900999"})

    assert status_of(sms) == "sent"
    assert RawEvent.objects.get().outcome == "held"


def test_the_same_report_a_hundred_times_is_stored_each_time_and_applied_once() -> None:
    sms = sent()

    for _ in range(100):
        post({"msgid": "m-1", "status": "DELIVERED"})

    assert RawEvent.objects.count() == 100
    assert len(set(RawEvent.objects.values_list("digest", flat=True))) == 1
    assert sms.delivery_updates.count() == 1


def test_markup_in_a_word_of_mittos_is_kept_as_text() -> None:
    sms = sent()

    post({"msgid": "m-1", "status": "<script>alert(1)</script>", "errorcode": "<b>"})

    update = sms.delivery_updates.get()
    assert (update.status, update.error_code) == ("<SCRIPT>ALERT(1)</SCRIPT>", "<b>")
    assert status_of(sms) == "sent"


def test_a_callback_cannot_clear_an_opt_out_that_staff_recorded() -> None:
    suppression.opt_out(NUMBER, source="person")

    post({"from": NUMBER, "text": "START"})

    assert suppression.is_opted_out(NUMBER)


def test_a_database_that_refuses_sends_the_request_to_the_spool(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Any
) -> None:
    settings.MITTO_SPOOL = str(tmp_path / "spool")

    def away(*arguments: Any, **options: Any) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(RawEvent.objects, "create", away)
        response = post({"from": NUMBER, "text": "STOP"})

    assert (response.status_code, response.content) == (200, b"OK")
    assert len(list((tmp_path / "spool").glob("*.json"))) == 1
    assert not suppression.is_opted_out(NUMBER)


def test_numbers_texts_and_tokens_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    sent()

    post({"from": NUMBER, "text": "canary words"})
    post({"msgid": "m-1", "receiver": NUMBER, "status": "DELIVERED"})
    post("{canary words")

    logged = caplog.text
    for canary in ("canary words", "900123"):
        assert canary not in logged
