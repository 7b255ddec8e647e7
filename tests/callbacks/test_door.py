"""What the callback lets in and what it answers: limits, methods, tokens, and what nobody can read."""

import json
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client

from callbacks.models import RawEvent
from callbacks.views import MAX_BODY
from configuration.models import Configuration
from optout import suppression
from tests.callbacks.posting import NUMBER, address, post

pytestmark = pytest.mark.django_db


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
