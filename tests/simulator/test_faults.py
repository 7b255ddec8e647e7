import pytest
import requests

from simulator.faults import BadFault, Faults, parse_fault
from tests.simulator.conftest import PHONE, wait_until

OTHER_PHONE = "+447700901235"


def was_accepted(simulator) -> list[bool]:
    return [message["accepted"] for message in simulator.get("/control/messages")["messages"]]


@pytest.mark.parametrize(
    ("fault", "status", "is_body"),
    [
        ("401", 401, lambda body: body == b""),
        ("429", 429, lambda body: body == b""),
        ("500", 500, lambda body: body == b""),
        ("500-mitto", 500, lambda body: b'"responseCode": 1' in body),
        ("garbage", 200, lambda body: b"\x00\xff" in body),
        ("empty", 200, lambda body: body == b""),
        ("html", 200, lambda body: body.startswith(b"<!doctype html>")),
        ("no-id", 200, lambda body: b'"responseCode": 0' in body and b'"id"' not in body),
        ("refuse", 200, lambda body: b'"responseCode": 8' in body),
    ],
)
def test_a_fault_answers_in_its_way_and_accepts_nothing(simulator, fault, status, is_body):
    simulator.control("misbehave", fault=fault)
    answer = simulator.send()

    assert answer.status_code == status
    assert is_body(answer.content)
    assert was_accepted(simulator) == [False]


def test_429_has_retry_after_only_when_given(simulator):
    simulator.control("misbehave", fault="429", retry_after=7, times=1)
    simulator.control("misbehave", fault="429", times=1)

    assert simulator.send().headers["Retry-After"] == "7"
    assert "Retry-After" not in simulator.send().headers
    assert simulator.send().status_code == 200


def test_a_refusal_can_have_any_response_code(simulator):
    simulator.control("misbehave", fault="refuse", code=42)

    assert simulator.send().json()["responseCode"] == 42


def test_a_redirect_points_back_to_the_api(simulator):
    simulator.control("misbehave", fault="redirect", times=1)
    headers = {"X-Mitto-API-Key": "k"}
    answer = requests.post(simulator.url + "/sms", json={}, headers=headers, allow_redirects=False, timeout=5)

    assert (answer.status_code, answer.headers["Location"]) == (307, "/sms.json")


@pytest.mark.parametrize(("fault", "error"), [("reset", "Connection reset by peer"), ("truncated", "IncompleteRead")])
def test_a_connection_is_broken_after_the_request_was_read(simulator, fault, error, caplog):
    simulator.control("misbehave", fault=fault, times=1)

    with pytest.raises(requests.RequestException, match=error):
        simulator.send()
    assert was_accepted(simulator) == [False]
    assert simulator.send().status_code == 200
    assert caplog.text == ""


def test_a_hanging_send_is_never_answered(simulator):
    simulator.control("misbehave", fault="hang", times=1)
    body = {"from": "MITTO", "to": PHONE, "text": "Hello"}

    with pytest.raises(requests.ReadTimeout):
        requests.post(simulator.url + "/sms", json=body, headers={"X-Mitto-API-Key": "k"}, timeout=0.3)
    assert was_accepted(simulator) == [False]


def test_a_delayed_answer_is_as_usual(simulator):
    simulator.control("misbehave", fault="delay", seconds=0.2)
    answer = simulator.send()

    assert answer.elapsed.total_seconds() >= 0.2
    assert answer.json()["responseCode"] == 0


def test_latency_delays_every_answer(start_simulator):
    assert start_simulator(latency=0.1).send().elapsed.total_seconds() >= 0.1


@pytest.mark.parametrize("fault", ["500", "reset", "empty"])
def test_a_text_can_be_accepted_although_the_answer_does_not_say_so(simulator, app, fault):
    simulator.control("misbehave", fault=fault, accept=True)
    try:
        simulator.send()
    except requests.ConnectionError:
        assert fault == "reset"

    assert was_accepted(simulator) == [True]
    assert app.fields(1)[0]["reference"] == "ref-1"


def test_a_fault_for_one_number_leaves_the_others_alone_and_comes_first(simulator):
    simulator.control("misbehave", fault="500", times=1)
    simulator.control("misbehave", fault="429", to="44 7700 901235")

    assert simulator.send(to=OTHER_PHONE).status_code == 429
    assert simulator.send("/smsbulk", to=[PHONE, OTHER_PHONE]).status_code == 429
    assert simulator.send().status_code == 500
    assert simulator.send().status_code == 200


def test_a_fault_lasts_as_often_as_asked(simulator):
    simulator.control("misbehave", fault="500", times=2)

    assert [simulator.send().status_code for _ in range(3)] == [500, 500, 200]
    assert simulator.get("/control/state")["misbehaving"] == []


def test_a_fault_without_times_lasts_until_cleared(simulator):
    first = simulator.control("misbehave", fault="500").json()
    simulator.control("misbehave", fault="401")

    assert [simulator.send().status_code for _ in range(3)] == [500] * 3
    requests.delete(f"{simulator.url}/control/misbehave/{first['id']}", timeout=5)
    assert simulator.send().status_code == 401
    requests.delete(f"{simulator.url}/control/misbehave", timeout=5)
    assert simulator.send().status_code == 200


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        ("duplicate-reports", ["BUFFERED", "BUFFERED", "SENT", "SENT", "DELIVERED", "DELIVERED"]),
        ("reordered-reports", ["DELIVERED", "SENT", "BUFFERED"]),
        ("no-reports", []),
        ("rejected", ["BUFFERED", "REJECTED"]),
    ],
)
def test_a_fault_of_reports_leaves_the_answer_alone(simulator, app, fault, statuses):
    simulator.control("misbehave", fault=fault, times=1)

    assert simulator.send().json()["responseCode"] == 0
    simulator.settle()
    assert app.statuses(len(statuses)) == statuses


def test_every_recipient_of_a_bulk_call_spends_a_fault_of_reports(simulator, app):
    simulator.control("misbehave", fault="no-reports", times=2)
    simulator.send("/smsbulk", to=[PHONE] * 3)
    simulator.settle()

    assert len(app.received) == 3


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"fault": "explode"},
        {"fault": "500", "times": 0},
        {"fault": "500", "times": "often"},
        {"fault": "delay", "seconds": "long"},
        {"fault": "500", "numbre": PHONE},
    ],
)
def test_a_misbehaviour_that_does_not_exist_is_explained(simulator, body):
    answer = simulator.control("misbehave", **body)

    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")
    assert simulator.get("/control/state")["misbehaving"] == []


def test_a_fault_is_parsed_from_the_command_line():
    fault = parse_fault("429,times=3,retry_after=2,to=+447700901234,accept=yes")

    assert (fault.fault, fault.times, fault.retry_after) == ("429", 3, "2")
    assert (fault.to, fault.accept) == ("447700901234", True)
    assert Faults([fault]).take_answer_fault(["447700901234"]) is fault
    with pytest.raises(BadFault, match="Unknown fault"):
        parse_fault("428")


def test_hung_requests_end_when_the_caller_gives_up(simulator, app):
    simulator.control("misbehave", fault="hang", times=1, accept=True)
    with pytest.raises(requests.ReadTimeout):
        requests.post(
            simulator.url + "/sms",
            json={"from": "MITTO", "to": PHONE, "text": "Hello", "callback": app.callback},
            headers={"X-Mitto-API-Key": "k"},
            timeout=0.2,
        )
    wait_until(lambda: len(app.received) == 3)
    assert simulator.send().status_code == 200
