"""A gateway that answers badly: what is certainly refused is tried again or failed, everything else is unknown."""

import pytest

from configuration.product_key import replace_product_key
from sms.flight import WINDOW
from sms.models import GatewayState, Sms
from sms.status import Status
from tests.factories import make_user
from tests.faults import gateway as behaviour
from tests.faults.gateway import Behaviour, answer, first, http
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept

HTML = b"<html><body>502 Bad Gateway</body></html>"
INTERNAL_ERROR = b'{"responseCode": 1, "responseText": "Internal error"}'

NOBODY_CAN_KNOW = {
    "a hang after the message was read": behaviour.hang,
    "a reset after the message was read": behaviour.reset,
    "an answer of ten megabytes": behaviour.flood,
    "a truncated answer": answer(http("200 OK", b'{"id": "1", "respon')[:-6], then_close=True),
    "an empty 200": answer(http("200 OK")),
    "an empty list": answer(http("200 OK", b"[]")),
    "wrong types": answer(http("200 OK", b'{"id": {"a": 1}, "responseCode": [0]}')),
    "success without an id": answer(http("200 OK", b'{"responseCode": 0}')),
    "a web page with 200": answer(http("200 OK", HTML, "Content-Type: text/html")),
    "a web page with 502": answer(http("502 Bad Gateway", HTML, "Content-Type: text/html")),
    "an empty 500": answer(http("500 Internal Server Error")),
    "a redirect": answer(http("307 Temporary Redirect", b"", "Location: /sms")),
}
REFUSED = {
    "an internal error that took nothing": answer(http("200 OK", INTERNAL_ERROR), refuses=True),
    "a 429 with Retry-After": answer(http("429 Too Many Requests", b"", "Retry-After: 2"), refuses=True),
    "a 429 without Retry-After": answer(http("429 Too Many Requests"), refuses=True),
}


@pytest.mark.parametrize("misbehave", NOBODY_CAN_KNOW.values(), ids=NOBODY_CAN_KNOW)
def test_an_answer_that_does_not_say_leaves_the_message_unknown(
    installation: Installation, misbehave: Behaviour
) -> None:
    installation.gateway.behave = first(10, misbehave)
    queue_broadcast(50)
    installation.start_worker()
    wait_until_drained()
    assert len(installation.gateway.posts) == 50
    assert Sms.objects.filter(status=Status.UNKNOWN).count() == 10
    assert_promise_kept(installation, crashes=1)


@pytest.mark.parametrize("misbehave", REFUSED.values(), ids=REFUSED)
def test_a_certain_refusal_is_tried_again(installation: Installation, misbehave: Behaviour) -> None:
    installation.gateway.behave = first(10, misbehave)
    queue_broadcast(50)
    installation.start_worker()
    wait_until_drained()
    assert len(installation.gateway.posts) == 60
    assert Sms.objects.filter(status=Status.SENT).count() == 50
    assert_promise_kept(installation)


def test_a_message_that_mitto_calls_invalid_is_not_tried_again(installation: Installation) -> None:
    refusal = http("400 Bad Request", b'{"responseCode": 8, "responseText": "Invalid receiver"}')
    installation.gateway.behave = first(10, answer(refusal, refuses=True))
    queue_broadcast(50)
    installation.start_worker()
    wait_until_drained()
    assert len(installation.gateway.posts) == 50
    assert Sms.objects.filter(status=Status.FAILED).count() == 10
    assert_promise_kept(installation)


def test_two_messages_with_the_same_id_are_both_sent_once(installation: Installation) -> None:
    same = http("200 OK", b'{"id": "always-the-same", "responseCode": 0}')
    installation.gateway.behave = answer(same)
    queue_broadcast(50)
    installation.start_worker()
    wait_until_drained()
    assert len(installation.gateway.posts) == 50
    assert_promise_kept(installation)


def test_a_key_refused_mid_batch_pauses_everybody_until_it_is_replaced(installation: Installation) -> None:
    gateway = installation.gateway
    gateway.latency = 0.1
    queue_broadcast(2000)
    for _ in range(2):
        installation.start_worker()
    wait_until(lambda: len(gateway.posts) > 300, what="300 messages were posted")
    gateway.behave = answer(http("401 Unauthorized"), refuses=True)
    wait_until(lambda: GatewayState.objects.filter(is_paused=True).exists(), what="the gateway was paused")
    wait_until(lambda: not Sms.objects.filter(status=Status.POSTING).exists(), what="all calls had ended")
    assert len(gateway.posts) - len(gateway.taken()) <= 2 * WINDOW, "no more than what was in the air was refused"
    gateway.behave = behaviour.accept
    replace_product_key("a-better-key", by=make_user("admin"))
    wait_until_drained()
    assert len(gateway.taken()) == Sms.objects.filter(status=Status.SENT).count() == 2000
    assert_promise_kept(installation)
