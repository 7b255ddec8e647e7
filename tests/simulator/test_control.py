import pytest
import requests

from tests.simulator.conftest import PHONE, wait_until


def test_messages_tell_what_was_received_newest_first(simulator):
    simulator.send(reference="one")
    simulator.send(reference="two", to="+447700901235", type="Unicode", text="Ж")
    simulator.send(reference="three", text="")
    newest, second, first = simulator.get("/control/messages")["messages"]

    assert [newest["reference"], second["reference"], first["reference"]] == ["three", "two", "one"]
    assert (second["to"], second["from"], second["text"]) == ("+447700901235", "MITTO", "Ж")
    assert (second["type"], second["parts"], second["accepted"]) == ("unicode", 1, True)
    assert (newest["id"], newest["parts"], newest["accepted"]) == ("", 0, False)


def test_messages_are_found_by_number_and_reference(simulator):
    for reference, number in [("one", PHONE), ("two", PHONE), ("three", "447700901235")]:
        simulator.send(reference=reference, to=number)

    def found(query):
        return [message["reference"] for message in simulator.get(f"/control/messages?{query}")["messages"]]

    assert found("to=447700901234") == ["two", "one"]
    assert found("to=%2B447700901235") == ["three"]
    assert found("reference=one") == ["one"]
    assert found("limit=1") == ["three"]
    assert found("to=12345678") == []


def test_counts_tell_calls_texts_and_posts(simulator, app):
    simulator.send("/smsbulk", to=[PHONE, "+447700901235"])
    simulator.send(to="")
    simulator.settle()

    assert simulator.get("/control/counts") == {
        "calls": 2,
        "accepted": 2,
        "refused": 1,
        "posts_answered": 6,
        "posts_given_up": 0,
        "replies": 0,
        "under_way": 0,
    }


def test_a_crafted_report_finds_its_message_by_id_or_reference(start_simulator, app):
    simulator = start_simulator(report_delays=(5, 5, 5))
    message_id = simulator.send().json()["id"]

    assert simulator.control("report", id=message_id, status="EXPIRED").json() == {"answered": True}
    simulator.control("report", reference="ref-1", status="FAILED", errorcode="12")
    simulator.control("report", reference="ref-1", id="part-two", status="DELIVERED")

    first, second, third = app.fields(3)
    assert (first["msgid"], first["status"], first["errorcode"]) == (message_id, "EXPIRED", "0")
    assert (second["msgid"], second["status"], second["errorcode"]) == (message_id, "FAILED", "12")
    assert (third["msgid"], third["reference"], third["status"]) == ("part-two", "ref-1", "DELIVERED")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("report", {"id": "unknown", "status": "SENT"}),
        ("report", {"reference": "ref-1"}),
        ("reply", {"from": PHONE}),
        ("reply", {"text": "STOP"}),
        ("reply", {"from": PHONE, "text": "  "}),
    ],
)
def test_an_incomplete_request_is_explained(simulator, path, body):
    simulator.send()
    answer = simulator.control(path, **body)

    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"{}", "text/plain"), (b"{", "application/json"), (b"[]", "application/json")],
)
def test_control_takes_json_objects_only(simulator, body, content_type):
    url, headers = f"{simulator.url}/control/misbehave", {"Content-Type": content_type}

    assert requests.post(url, data=body, headers=headers, timeout=5).status_code == 400


def test_reset_forgets_texts_faults_and_what_was_still_to_be_posted(start_simulator, app):
    simulator = start_simulator(report_delays=(0, 0.2, 0.3))
    simulator.send()
    app.fields(1)
    simulator.control("misbehave", fault="500")
    simulator.control("reset")

    assert simulator.get("/control/messages") == {"messages": []}
    assert simulator.get("/phones") == {"phones": []}
    assert set(simulator.get("/control/counts").values()) == {0}
    simulator.send(reference="after")
    wait_until(lambda: app.received[-1]["fields"]["status"] == "DELIVERED")
    assert [fields["reference"] for fields in app.fields(4)] == ["ref-1", "after", "after", "after"]


def test_livez_answers(simulator):
    assert requests.get(simulator.url + "/livez", timeout=5).status_code == 200
