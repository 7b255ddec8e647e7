import re
from datetime import datetime

import pytest
import requests

from tests.simulator.conftest import PHONE

DASHED_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.mark.parametrize("path", ["/sms", "/sms.json", "/sms?format=json", "/v2/sms.json"])
def test_a_send_is_accepted_on_every_single_path(simulator, path):
    answer = simulator.send(path, text="Hello €")

    assert answer.status_code == 200
    body = answer.json()
    assert DASHED_UUID.fullmatch(body["id"])
    assert re.fullmatch(r"[^.]+\.\d{7}Z", body["timestamp"])
    assert datetime.fromisoformat(body["timestamp"]).tzinfo
    assert (body["responseCode"], body["to"], body["textLength"], body["messageParts"]) == (0, PHONE, 7, 1)
    assert "test" not in body


@pytest.mark.parametrize("path", ["/smsbulk", "/smsbulk?format=json", "/smsbulk.json", "/v2/smsbulk.json"])
@pytest.mark.parametrize("to", [["+447700901234", "447700901235"], "+447700901234, 447700901235,"])
def test_bulk_takes_an_array_and_a_comma_separated_string(simulator, path, to):
    body = simulator.send(path, to=to).json()

    assert body["responseCode"] == 0
    assert [message["to"] for message in body["messages"]] == ["+447700901234", "447700901235"]
    assert len({message["id"] for message in body["messages"]}) == 2


def test_a_number_repeated_in_bulk_is_texted_as_often(simulator):
    body = simulator.send("/smsbulk", to=[PHONE, PHONE]).json()

    assert len({message["id"] for message in body["messages"]}) == 2
    assert len(simulator.get("/control/messages")["messages"]) == 2


@pytest.mark.parametrize("headers", [{}, {"X-Mitto-API-Key": ""}])
def test_a_send_without_a_key_is_unauthorized(simulator, headers):
    answer = requests.post(simulator.url + "/sms", json={}, headers=headers, timeout=5)

    assert (answer.status_code, answer.content) == (401, b"")


def test_a_pinned_key_is_the_only_one_accepted(start_simulator):
    simulator = start_simulator(key="the-key")

    assert simulator.send(key="another").status_code == 401
    assert simulator.send(key="the-key").json()["responseCode"] == 0
    assert "the-key" not in requests.get(simulator.url + "/control/state", timeout=5).text


REFUSALS = [
    (2, {"type": "fax"}),
    (3, {"text": ""}),
    (3, {"text": None}),
    (4, {"text": "Привет", "type": "GSM"}),
    (4, {"text": "Привет"}),
    (4, {"text": "xyz", "type": "Binary"}),
    (5, {"from": None}),
    (6, {"from": "ab"}),
    (6, {"from": "TWELVELETTER"}),
    (6, {"from": "Pizza!"}),
    (6, {"from": "- -"}),
    (6, {"from": "1234567890123456"}),
    (7, {"to": ""}),
    (8, {"to": "07700901234"}),
    (8, {"to": "0044770090123"}),
    (8, {"to": "12345"}),
    (8, {"to": "+447700901234,+447700901235"}),
]


@pytest.mark.parametrize(("code", "changes"), REFUSALS)
def test_an_invalid_send_is_answered_with_its_response_code(simulator, code, changes):
    answer = simulator.send(**changes)

    assert answer.status_code == 200
    assert answer.json()["responseCode"] == code
    assert "id" not in answer.json()
    [message] = simulator.get("/control/messages")["messages"]
    assert not message["accepted"]


def test_refusals_can_be_http_400_with_the_same_body(start_simulator):
    answer = start_simulator(refuses_with_400=True).send(to="")

    assert (answer.status_code, answer.json()["responseCode"]) == (400, 7)


@pytest.mark.parametrize("sender", ["MITTO-SMS", "Mendix Bulk", "123", "+447700901999", "123456789012345"])
@pytest.mark.parametrize("kind", [None, "GSM", "unicode", "Unicode", "auto", "Auto"])
def test_valid_senders_and_types_are_accepted(simulator, sender, kind):
    assert simulator.send(type=kind, **{"from": sender}).json()["responseCode"] == 0


def test_the_longest_numeric_sender_and_bulk_call_can_be_set(start_simulator):
    simulator = start_simulator(longest_numeric_sender=16, most_recipients=2)

    assert simulator.send(**{"from": "1234567890123456"}).json()["responseCode"] == 0
    assert simulator.send("/smsbulk", to=[PHONE] * 3).json()["responseCode"] == 8


@pytest.mark.parametrize("to", [[], "", " , "])
def test_bulk_without_receivers_has_an_empty_receiver(simulator, to):
    assert simulator.send("/smsbulk", to=to).json()["responseCode"] == 7


def test_one_invalid_receiver_refuses_the_bulk_call(simulator):
    assert simulator.send("/smsbulk", to=[PHONE, "nobody"]).json()["responseCode"] == 8


def test_a_test_send_is_validated_and_goes_nowhere(simulator, app):
    body = simulator.send(test=True).json()
    simulator.settle()

    assert body["test"] is True
    assert (body["responseCode"], body["messageParts"], body["textLength"]) == (0, 0, 0)
    assert simulator.send(test=True, to="").json()["responseCode"] == 7
    assert simulator.get("/phones")["phones"] == []
    assert app.received == []


def test_field_names_are_read_whatever_their_case(simulator):
    body = {"From": "MITTO", "TO": PHONE, "Text": "Hello"}
    answer = requests.post(simulator.url + "/sms", json=body, headers={"x-mitto-api-key": "k"}, timeout=5)

    assert answer.json()["responseCode"] == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"12"])
def test_a_body_that_is_not_an_object_is_refused(simulator, body):
    answer = requests.post(simulator.url + "/sms", data=body, headers={"X-Mitto-API-Key": "k"}, timeout=5)

    assert answer.status_code == 400


def test_a_long_text_says_how_many_parts_it_took(simulator):
    assert simulator.send(text="a" * 161).json()["messageParts"] == 2
    assert simulator.send(text="Привет " * 12, type="Unicode").json()["messageParts"] == 2
