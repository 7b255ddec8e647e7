import pytest

from tests.simulator.conftest import PHONE, wait_until

REPORTED = ["BUFFERED", "SENT", "DELIVERED"]


def test_a_text_is_reported_buffered_then_sent_then_delivered(simulator, app):
    message_id = simulator.send().json()["id"]
    first, *_ = app.fields(3)

    assert app.statuses(3) == REPORTED
    assert first["msgid"] == message_id
    assert (first["reference"], first["receiver"], first["errorcode"]) == ("ref-1", PHONE[1:], "0")
    assert {event["method"] for event in app.received} == {"POST"}
    assert simulator.get("/control/messages")["messages"][0]["status"] == "DELIVERED"


def test_every_recipient_of_a_bulk_call_is_reported_on(simulator, app):
    messages = simulator.send("/smsbulk", to=[PHONE, "+447700901235"]).json()["messages"]
    reports = app.fields(6)

    assert {(report["msgid"], report["receiver"]) for report in reports} == {
        (message["id"], message["to"][1:]) for message in messages
    }


@pytest.mark.parametrize(
    ("ending", "statuses"),
    [
        ("9001", ["BUFFERED", "SENT", "UNDELIVERED"]),
        ("9002", ["BUFFERED", "SENT", "EXPIRED"]),
        ("9004", ["BUFFERED", "REJECTED"]),
        ("9005", []),
        ("9006", ["BUFFERED", "DELIVERED", "SENT"]),
    ],
)
def test_a_chosen_ending_decides_what_is_reported(simulator, app, ending, statuses):
    simulator.send(to=f"+44770090{ending}")
    simulator.settle()

    assert app.statuses(len(statuses)) == statuses
    if "UNDELIVERED" in statuses:
        assert app.received[-1]["fields"]["errorcode"] == "438"


def test_the_ending_9003_is_an_invalid_receiver(simulator, app):
    assert simulator.send(to="+447700909003").json()["responseCode"] == 8
    simulator.settle()
    assert app.received == []


def test_the_ending_9007_is_reported_before_the_answer(simulator, app):
    answer = simulator.send(to="+447700909007").json()

    assert [event["fields"]["msgid"] for event in app.received] == [answer["id"]]
    assert app.statuses(1) == ["DELIVERED"]


def test_the_magento_preset_posts_id_and_status_alone(start_simulator, app):
    message_id = start_simulator(callback_preset="magento").send().json()["id"]

    assert app.fields(3)[2] == {"msgid": message_id, "status": "DELIVERED"}


def test_the_mendix_preset_posts_its_own_names(start_simulator, app):
    message_id = start_simulator(callback_preset="mendix").send().json()["id"]
    report = app.fields(3)[2]

    assert (report["Id"], report["status"], report["MccMnc"]) == (message_id, "DELIVERED", "00101")
    assert report["sendtimestamp"].isdecimal()


def test_the_query_preset_uses_get_and_keeps_the_query_of_the_callback(start_simulator, app):
    start_simulator(callback_preset="query").send(callback=app.callback + "?secret=s%2B1")
    report = app.fields(3)[0]

    assert app.received[0]["method"] == "GET"
    assert (report["status"], report["receiver"], report["secret"]) == ("BUFFERED", PHONE[1:], "s+1")


def test_a_report_that_is_not_answered_with_200_is_posted_again(start_simulator, app):
    app.answers.extend([500, 404])
    simulator = start_simulator(report_delays=(0, 5, 5), retry_delays=(0.05, 0.05))
    simulator.send()

    assert app.statuses(3) == ["BUFFERED"] * 3
    wait_until(lambda: simulator.get("/control/counts")["posts_answered"] == 1)


def test_posting_is_given_up_after_the_last_retry_without_naming_anyone(start_simulator, app, logged):
    app.answers.extend([500] * 3)
    simulator = start_simulator(report_delays=(0, 5, 5), retry_delays=(0.02, 0.02))
    message_id = simulator.send(text="A private text").json()["id"]
    wait_until(lambda: simulator.get("/control/counts")["posts_given_up"] == 1)

    assert len(app.received) == 3
    [message] = logged
    assert message_id in message
    assert PHONE[1:] not in message and "private" not in message and "token" not in message


def test_an_app_that_is_down_gets_its_reports_when_it_is_back(simulator, app):
    simulator.send(callback="http://127.0.0.1:1/callbacks/")
    wait_until(lambda: simulator.get("/control/counts")["posts_given_up"] == 3)

    simulator.send()
    assert app.statuses(3) == REPORTED


@pytest.mark.parametrize(
    "callback",
    [
        "http://192.0.2.1/callbacks/",
        "https://example.com/callbacks/",
        "http://127.0.0.1.example.com/",
        "ftp://127.0.0.1/",
        "http://[bad/",
        "not a url",
    ],
)
def test_only_callbacks_on_this_machine_are_called(simulator, callback, logged):
    simulator.send(callback=callback)
    wait_until(lambda: simulator.get("/control/messages")["messages"][0]["status"] == "DELIVERED")
    counts = simulator.get("/control/counts")

    assert (counts["posts_answered"], counts["posts_given_up"], counts["under_way"]) == (0, 0, 0)
    assert ["never called" in message for message in logged] == [True]
    assert simulator.control("reply", **{"from": PHONE, "text": "STOP"}).status_code == 409


def test_redirects_of_a_callback_are_not_followed(start_simulator, app):
    app.answers.append(302)
    simulator = start_simulator(report_delays=(0, 5, 5), retry_delays=(0.02,))
    simulator.send()

    assert len(app.fields(2)) == 2
    assert {event["path"] for event in app.received} == {"/callbacks/mitto/token/"}


def test_a_thousand_texts_are_all_reported(start_simulator, app):
    simulator = start_simulator(report_delays=(0, 0.01, 0.02))
    numbers = [f"+4477009{number:05}" for number in range(1000)]
    simulator.send("/smsbulk", to=numbers)
    wait_until(lambda: simulator.get("/control/counts")["posts_answered"] == 3000, seconds=60)

    delivered = [e["fields"]["receiver"] for e in app.received if e["fields"]["status"] == "DELIVERED"]
    assert sorted(delivered) == sorted(number[1:] for number in numbers)
