"""The public endpoint: what Mitto sends in any form is stored, acted on and answered, and tells nobody anything."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from callbacks import journal
from callbacks.models import HeldReport, RawEvent
from callbacks.views import MAX_BODY
from configuration.models import Configuration
from optout import suppression
from sms import inbox, reports
from sms.models import Sms
from tests.factories import make_lead, make_sms

pytestmark = pytest.mark.django_db

NUMBER = "+447700900123"
FORM = "application/x-www-form-urlencoded"


def address(token: str = "") -> str:
    return f"/callbacks/mitto/{token or Configuration.current().callback_token}/"


def post(fields: Any, **extra: Any) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post(address(), fields, **{"content_type": "application/json"} | extra)


def sent(**changes: Any) -> Sms:
    return make_sms(**{"status": "sent", "gateway_id": "M-1", "gateway_key": "m1", "recipient": NUMBER} | changes)


def status_of(sms: Sms) -> str:
    return Sms.objects.get(pk=sms.pk).status


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


def test_one_bad_event_leaves_the_others_of_its_request_done(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad, last = (sent(gateway_id=f"m-{n}", gateway_key=f"m{n}") for n in range(3))
    real = reports.apply_report

    def apply(report: Any) -> Any:
        result = real(report)
        if report.gateway_id == "m-1":
            raise RuntimeError
        return result

    monkeypatch.setattr(reports, "apply_report", apply)

    response = post([{"msgid": f"m-{n}", "status": "DELIVERED"} for n in range(3)])

    assert response.status_code == 200
    assert [status_of(sms) for sms in (good, bad, last)] == ["delivered", "sent", "delivered"]
    event = RawEvent.objects.get()
    assert (event.outcome, event.note) == ("failed", "2 understood, 0 held, 1 failed")


def test_what_failed_is_kept_whole_and_works_when_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "receive", fail)
        assert post({"from": NUMBER, "text": "STOP"}).status_code == 200
    event = RawEvent.objects.get()
    assert event.outcome == "failed"
    assert not suppression.is_opted_out(NUMBER)

    journal.process_again(event)

    event.refresh_from_db()
    assert event.outcome == "processed"
    assert suppression.is_opted_out(NUMBER)


def test_a_start_that_failed_does_not_end_a_stop_that_came_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError

    post({"from": NUMBER, "text": "STOP"})
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "receive", fail)
        post({"from": NUMBER, "text": "START"})
    post({"from": NUMBER, "text": "STOP"})

    journal.process_again(RawEvent.objects.get(outcome="failed"))

    assert suppression.is_opted_out(NUMBER)


def test_what_failed_is_tried_again_by_itself_five_times_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(inbox, "receive", fail)
    post({"from": NUMBER, "text": "STOP"})
    tried = []
    for _ in range(8):
        RawEvent.objects.update(processed_at=None)
        tried.append(journal.retry_failed())

    assert sum(tried) in (4, 5)
    assert tried[-1] == 0
    assert RawEvent.objects.get().outcome == "failed"


def test_a_replay_of_everything_changes_nothing() -> None:
    sms = sent()
    post({"msgid": "m-1", "status": "DELIVERED"})
    post({"from": NUMBER, "text": "STOP"})
    suppression.clear(NUMBER, by=None, reason="Asked")

    for event in RawEvent.objects.all():
        journal.process_again(event)

    assert sms.delivery_updates.count() == 1
    assert Sms.objects.inbound().count() == 1
    assert not suppression.is_opted_out(NUMBER)


@pytest.mark.parametrize("body", ['{"hello": "world"}', "[]", "{}", "", "[1, 2]", '{"status": "DELIVERED"}'])
def test_what_nobody_understands_is_kept_and_answered_200(body: str) -> None:
    assert post(body).status_code == 200
    assert RawEvent.objects.get().outcome == "ignored"


@pytest.mark.parametrize("body", ["{", "[[[[[[[1]]]]]]]", '"a string"', json.dumps({f"f{n}": 1 for n in range(51)})])
def test_what_cannot_be_read_is_answered_400_and_kept(body: str) -> None:
    response = post(body)

    assert (response.status_code, response.content) == (400, b"")
    assert RawEvent.objects.get().outcome == "ignored"


def test_a_body_of_64_kilobytes_is_taken_and_one_byte_more_is_not() -> None:
    whole = json.dumps({"from": NUMBER, "text": ""})
    text = "x" * (MAX_BODY - len(whole))

    assert post({"from": NUMBER, "text": text}).status_code == 200
    response = post({"from": NUMBER, "text": text + "x"})

    assert (response.status_code, response.content) == (413, b"")
    assert RawEvent.objects.count() == 1


def post_chunked(body: bytes) -> HttpResponse:
    """As a WSGI server hands over a body that came in chunks."""
    chunked = {"wsgi.input": BytesIO(body), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    return Client().generic("POST", address(), content_type="application/json", **chunked)


def test_a_body_that_came_in_chunks_is_read_though_nothing_says_its_length() -> None:
    response = post_chunked(json.dumps({"from": NUMBER, "text": "STOP"}).encode())

    assert response.status_code == 200
    assert suppression.is_opted_out(NUMBER)


def test_a_body_that_came_in_chunks_has_the_same_limit() -> None:
    assert post_chunked(b" " * (MAX_BODY + 1)).status_code == 413


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head", "trace"])
def test_only_get_and_post_are_served(method: str) -> None:
    response = getattr(Client(), method)(address())

    assert response.status_code == 405
    assert RawEvent.objects.count() == 0


def test_no_session_and_no_cookie_is_ever_set() -> None:
    for response in (post({"msgid": "x", "status": "SENT"}), Client().get(address("wrong")), Client().get(address())):
        assert not response.cookies
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("token", ["x", "ü", "%00", "a" * 500])
def test_a_wrong_token_is_told_nothing(token: str) -> None:
    response = Client().post(address(token), {"from": NUMBER, "text": "STOP"}, content_type="application/json")

    assert (response.status_code, response.content) == (404, b"")
    assert RawEvent.objects.count() == 0
    assert not suppression.is_opted_out(NUMBER)


def test_a_replaced_token_works_until_it_is_revoked() -> None:
    setup = Configuration.current()
    old = setup.callback_token
    setup.replace_callback_token()
    new = setup.callback_token

    assert {Client().get(address(token)).status_code for token in (old, new)} == {200}

    setup.replace_callback_token(revoke_now=True)

    assert {Client().get(address(token)).status_code for token in (old, new)} == {404}
    assert Client().get(address(setup.callback_token)).status_code == 200


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
