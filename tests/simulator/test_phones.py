from collections import Counter

import pytest
import requests

from simulator.history import SHOWN_PER_PHONE, History, Reply, Sms
from tests.simulator.conftest import PHONE, wait_until


def make_sms(number: str = "447700901234", **changes) -> Sms:
    fields = {"id": "an-id", "sender": "MITTO", "text": "Hello", "kind": "gsm", "reference": "", "callback": ""}
    return Sms(phone=number, to=number, parts=1, **fields | changes)


def test_the_newest_phones_come_first_with_their_conversation(simulator):
    simulator.send(text="First")
    simulator.send(to="+447700901235", text="Second")
    simulator.send(text="Third")
    first, second = simulator.get("/phones")["phones"]

    assert (first["number"], second["number"]) == (PHONE, "+447700901235")
    assert [text["text"] for text in first["texts"]] == ["First", "Third"]
    assert {text["with"] for text in first["texts"]} == {"MITTO"}
    wait_until(lambda: simulator.get(f"/phones/{PHONE}")["phones"][0]["texts"][-1]["status"] == "DELIVERED")


def test_at_most_fifty_phones_are_listed_and_any_can_be_searched(simulator):
    simulator.send("/smsbulk", to=[f"+4477009012{number:02}" for number in range(60)])

    assert len(simulator.get("/phones")["phones"]) == 50
    [found] = simulator.get("/phones?search=77009 01200")["phones"]
    assert found["number"] == "+447700901200"


def test_a_reply_goes_to_the_callback_and_sender_last_seen_on_that_phone(simulator, app):
    simulator.send(**{"from": "447700901001"})
    simulator.send(**{"from": "447700901002"})
    simulator.send(to="+447700901235", callback="http://127.0.0.1:1/", **{"from": "447700901003"})
    simulator.settle()
    app.received.clear()
    answer = simulator.control("reply", **{"from": PHONE, "text": "Stop, please 🙏"}).json()

    [reply] = app.fields(1)
    assert answer == {"id": reply["msgid"], "to": "447700901002", "answered": True, "status": "Taken by the app"}
    assert (reply["from"], reply["to"], reply["text"]) == (PHONE[1:], "447700901002", "Stop, please 🙏")
    assert reply["timestamp"].endswith("Z")
    bubble = simulator.get(f"/phones/{PHONE}")["phones"][0]["texts"][-1]
    assert (bubble["typed"], bubble["text"], bubble["with"]) == (True, "Stop, please 🙏", "447700901002")


@pytest.mark.parametrize(
    ("preset", "name"), [("json", "from"), ("magento", "from"), ("mendix", "sender"), ("query", "from")]
)
def test_a_reply_follows_the_preset(start_simulator, app, preset, name):
    simulator = start_simulator(callback_preset=preset, report_delays=(5, 5, 5))
    simulator.send()
    simulator.control("reply", **{"from": PHONE, "text": "STOP", "to": "12345"})

    [reply] = app.fields(1)
    assert (reply[name], reply["text"]) == (PHONE[1:], "STOP")
    assert "12345" in reply.values()
    assert "status" not in reply


def test_a_phone_that_never_got_a_text_answers_where_the_last_text_came_from(simulator, app):
    simulator.send(**{"from": "447700901001"})
    simulator.settle()
    simulator.control("reply", **{"from": "+447700901777", "text": "Hello"})

    reply = app.fields(4)[-1]
    assert (reply["from"], reply["to"]) == ("447700901777", "447700901001")


def test_a_reply_without_any_callback_known_is_explained(simulator):
    answer = simulator.control("reply", **{"from": PHONE, "text": "STOP"})

    assert answer.status_code == 409
    assert "Send one from the app first." in answer.json()["detail"]
    assert simulator.get("/phones")["phones"] == []


def test_a_reply_the_app_did_not_take_is_posted_again(start_simulator, app):
    simulator = start_simulator(report_delays=(5, 5, 5))
    simulator.send()
    app.answers.append(503)
    answer = simulator.control("reply", **{"from": PHONE, "text": "STOP"}).json()

    assert (answer["answered"], answer["status"]) == (False, "Not taken yet: HTTP 503")
    first, again = app.fields(2)
    assert first == again
    wait_until(lambda: simulator.get(f"/phones/{PHONE}")["phones"][0]["texts"][-1]["status"] == "Taken by the app")


@pytest.mark.parametrize("path", ["/", "/phone/+447700901234"])
def test_the_page_says_that_nothing_leaves_and_has_nothing_inline(simulator, path):
    page = requests.get(simulator.url + path, timeout=5)

    assert "<title>Mitto simulator</title>" in page.text
    assert "Nothing leaves this machine." in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "style=" not in page.text and "<style" not in page.text and "onclick" not in page.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [("simulator.css", "text/css"), ("simulator.js", "text/javascript"), ("simulator.svg", "image/svg+xml")],
)
def test_its_files_are_served_from_here(simulator, name, kind):
    asset = requests.get(f"{simulator.url}/assets/{name}", timeout=5)

    assert (asset.status_code, asset.headers["Content-Type"].partition(";")[0]) == (200, kind)
    assert "http://" not in asset.text.replace("http://www.w3.org/2000/svg", "") and "https://" not in asset.text


@pytest.mark.parametrize("path", ["/assets/simulator.html", "/assets/..%2Fserver.py", "/phones/nobody"])
def test_nothing_else_is_served(simulator, path):
    assert requests.get(simulator.url + path, timeout=5).status_code == 404


def test_history_keeps_the_newest_texts_and_forgets_phones_without_any():
    history = History(kept_texts=3, counts=Counter())
    for number in ["447700901001", "447700901002", "447700901001", "447700901003"]:
        history.add_sms(make_sms(number))

    assert [sms.phone[-1] for sms in history.sends()] == ["3", "1", "2"]
    assert len(history.phone("447700901001").texts) == 1
    history.add_sms(make_sms("447700901003"))
    history.add_sms(make_sms("447700901003"))
    assert [phone.number[-1] for phone in history.newest_phones(9)] == ["3"]


def test_a_phone_shows_its_newest_texts_and_survives_that_they_are_forgotten():
    history = History(kept_texts=SHOWN_PER_PHONE + 50, counts=Counter())
    for number in range(SHOWN_PER_PHONE * 3):
        history.add_sms(make_sms(text=str(number)))
        history.add_reply(Reply(phone="447700901234", to="MITTO", text=str(number)))

    texts = history.phone("447700901234").texts
    assert len(texts) == SHOWN_PER_PHONE
    assert texts[-1].text == str(SHOWN_PER_PHONE * 3 - 1)
