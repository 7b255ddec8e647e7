"""Ten thousand malformed requests: none is an error of ours, none changes an SMS, none is told anything."""

import json
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory

from callbacks.models import RawEvent
from callbacks.views import mitto
from configuration.models import Configuration
from optout.models import Suppression
from sms.models import Sms
from tests.factories import make_sms

pytestmark = pytest.mark.django_db

SIZE = 10_000
NAMES = ("msgid", "status", "reference", "receiver", "errorcode", "sendtimestamp", "id", "to", "x" * 300, "")
WORDS = ("", "null", "~msgid~", "\0", "<script>alert(1)</script>", "'; DROP TABLE sms_sms; --", "9" * 400, "ÿ\u202e😀")
TYPES = ("application/json", "application/x-www-form-urlencoded", "text/plain", "application/xml", "x" * 500, "")
METHODS = ("POST",) * 9 + ("GET", "GET", "PUT", "HEAD")


def any_value(chance: random.Random, depth: int = 0) -> object:
    """Something JSON can say, mostly not what a report says."""
    kind = chance.randrange(9 if depth < 8 else 6)
    if kind == 6:
        return {chance.choice(NAMES): any_value(chance, depth + 1) for _ in range(chance.randrange(4))}
    if kind == 7:
        return [any_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 8:
        return {str(n): n for n in range(chance.choice((1, 51, 60)))}
    return (None, True, chance.randrange(-(10**20), 10**20), chance.random(), chance.choice(WORDS), "DELIVERED")[kind]


def any_body(chance: random.Random) -> bytes:
    """A request body: JSON, broken JSON, a form, or bytes of any kind."""
    said = json.dumps(any_value(chance)).encode()
    match chance.randrange(8):
        case 0:
            return chance.randbytes(chance.randrange(200))
        case 1:
            return said[: chance.randrange(len(said) + 1)]
        case 2:
            return b"&".join(chance.randbytes(3) + b"=" + chance.randbytes(3) for _ in range(chance.randrange(60)))
        case 3:
            return b"[" * chance.choice((6, 100, 20_000)) + said
        case 4:
            return said * chance.choice((2, 400))
        case 5:
            place = chance.randrange(len(said) + 1)
            return said[:place] + chance.randbytes(2) + said[place:]
        case _:
            return said


def requests() -> Iterator[tuple[str, str, bytes, str]]:
    chance = random.Random(20261123)
    for _ in range(SIZE):
        query = "".join(chance.choice("=&%~\x7f;[]abc\u00ff") for _ in range(chance.randrange(40)))
        yield chance.choice(METHODS), query, any_body(chance), chance.choice(TYPES)


def test_ten_thousand_malformed_requests_change_nothing_and_learn_nothing() -> None:
    sms = make_sms(status="sent", reference="ours", gateway_id="m-1", gateway_key="m1")
    before = Sms.objects.filter(pk=sms.pk).values().get()
    token = Configuration.current().callback_token
    ask, seen, answers = RequestFactory(), Counter[int](), set[tuple[int, bytes]]()
    for method, query, body, content_type in requests():
        # The view itself: with the middleware around it this takes a minute.
        answer = mitto(ask.generic(method, "/", body, content_type=content_type, QUERY_STRING=query), token)
        seen[answer.status_code] += 1
        answers.add((answer.status_code, answer.content))
    assert set(seen) == {200, 400, 405, 413}, seen
    assert min(seen.values()) > 20, seen
    assert answers == {(200, b"OK"), (400, b""), (405, b""), (413, b"")}
    assert Sms.objects.filter(pk=sms.pk).values().get() == before
    assert not Sms.objects.inbound().exists() and not Suppression.objects.exists()
    assert not RawEvent.objects.filter(outcome__in=["pending", "failed"]).exists()


def test_a_length_of_thousands_of_digits_is_too_long() -> None:
    url = f"/callbacks/mitto/{Configuration.current().callback_token}/"
    answer = Client().post(url, "{}", content_type="application/json", CONTENT_LENGTH="9" * 5000)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["abc", "-1", "1e3"])
def test_a_length_that_is_no_number_is_malformed(length: str) -> None:
    url = f"/callbacks/mitto/{Configuration.current().callback_token}/"
    assert Client().post(url, "{}", content_type="application/json", CONTENT_LENGTH=length).status_code == 400


def test_a_body_that_is_compressed_is_not_unpacked() -> None:
    url = f"/callbacks/mitto/{Configuration.current().callback_token}/"
    answer = Client().post(
        url, b"\x1f\x8b\x08" + b"\0" * 60, content_type="application/json", HTTP_CONTENT_ENCODING="gzip"
    )
    assert answer.status_code == 400
