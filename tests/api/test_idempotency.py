"""Idempotency keys: one request makes one thing, however often and however fast it is repeated."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from rest_framework.test import APIClient

from api.models import IdempotencyKey
from optout import suppression
from sms.models import Broadcast, Sms
from tests.api.conftest import Login
from tests.conftest import Ready
from tests.factories import make_campaign, make_lead, make_sender, make_setup, make_sms, make_user

URL = "/api/v1/sms/"
NUMBER = "+447700900123"


def order(ready: Ready, **changes: Any) -> dict[str, Any]:
    return {"to": NUMBER, "sender": ready.sender.pk, "text": "Hello"} | changes


def post(program: APIClient, body: Any, key: str = "K1", url: str = URL) -> Any:
    return program.post(url, body, headers={"Idempotency-Key": key})


def test_the_same_request_again_is_the_same_sms_as_it_stands_now(agent: APIClient, ready: Ready) -> None:
    first = post(agent, order(ready))
    Sms.objects.update(status="delivered")
    second = post(agent, order(ready))

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == {**first.json(), "status": "delivered", "message_status": "SENT"}
    assert Sms.objects.count() == 1


def test_the_order_of_its_names_does_not_make_it_another_request(agent: APIClient, ready: Ready) -> None:
    post(agent, order(ready))

    assert post(agent, dict(reversed(order(ready).items()))).status_code == 201
    assert Sms.objects.count() == 1


def test_another_body_is_a_conflict(agent: APIClient, ready: Ready) -> None:
    post(agent, order(ready))
    answer = post(agent, order(ready, text="Bye"))

    assert (answer.status_code, answer.json()["code"]) == (409, "key_already_used")
    assert Sms.objects.get().text == "Hello"


def test_another_key_or_none_is_another_sms(agent: APIClient, ready: Ready) -> None:
    post(agent, order(ready))
    post(agent, order(ready), key="K2")
    agent.post(URL, order(ready))

    assert Sms.objects.count() == 3


def test_keys_are_each_users_own(log_in: Login, ready: Ready) -> None:
    for program in (log_in("agent"), log_in("agent")):
        post(program, order(ready))

    assert Sms.objects.count() == 2


def test_sms_and_broadcasts_do_not_share_keys(manager: APIClient, ready: Ready) -> None:
    body = {"campaign": make_campaign(make_lead()).pk, "sender": ready.sender.pk, "text": "Hello"}
    post(manager, order(ready))
    answers = [post(manager, body, url="/api/v1/broadcasts/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["id"] for answer in answers} == {Broadcast.objects.get().pk}


def test_a_refused_request_does_not_use_its_key_up(agent: APIClient, ready: Ready) -> None:
    suppression.opt_out(NUMBER, source="person")
    assert post(agent, order(ready)).status_code == 400
    assert post(agent, order(ready, text="")).status_code == 400
    suppression.clear(NUMBER, by=None, reason="Asked for it")

    assert post(agent, order(ready)).status_code == 201


def test_what_was_sent_is_answered_although_it_would_be_refused_today(agent: APIClient, ready: Ready) -> None:
    first = post(agent, order(ready))
    suppression.opt_out(NUMBER, source="reply")

    assert post(agent, order(ready)).json()["id"] == first.json()["id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(agent: APIClient, ready: Ready, key: str) -> None:
    answer = post(agent, order(ready), key=key)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["Idempotency-Key"]
    assert not Sms.objects.exists()


def test_a_key_is_kept_a_day_and_forgotten_after_two(agent: APIClient, ready: Ready) -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        post(agent, order(ready))
        clock.shift(timedelta(hours=24))
        post(agent, order(ready))
        assert Sms.objects.count() == 1
        clock.shift(timedelta(hours=25))
        post(agent, order(ready))

    assert Sms.objects.count() == 2
    assert IdempotencyKey.objects.count() == 1


def test_two_at_once_are_one_sms(many_connections: None) -> None:
    make_setup()
    body = {"to": NUMBER, "sender": make_sender().pk, "text": "Hello"}
    user, barrier, answers = make_user("agent"), threading.Barrier(4), []

    def repeat() -> None:
        program = APIClient()
        program.force_authenticate(user)
        barrier.wait()
        answers.append(post(program, body))
        connection.close()

    threads = [threading.Thread(target=repeat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201] * 4
    assert {answer.json()["id"] for answer in answers} == {Sms.objects.get().pk}


def test_a_key_of_one_who_is_not_allowed_is_not_looked_at(log_in: Login, ready: Ready) -> None:
    post(log_in("agent"), order(ready))
    make_sms()

    assert post(log_in(""), order(ready)).status_code == 403
