"""Reading Mitto's answers: the table of verdicts, and that no garbage is ever called certain."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from gateway.answers import Answer, Verdict, answer_limit, read_answer, read_bulk_answer

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
NUMBERS = ["+447700900101", "+447700900102"]


def reply(**fields: object) -> bytes:
    return json.dumps(fields).encode()


ACCEPTED = reply(
    id=ID,
    timestamp="2019-04-13T17:51:06.3091182Z",
    to="41751231234",
    responseCode=0,
    responseText="SMS sent",
    textLength=" 13",
    messageParts=1,
)
INTERNAL_ERROR = reply(responseCode=1, responseText="Internal error")


def test_a_success_gives_the_id_verbatim_and_the_parts() -> None:
    assert read_answer(200, ACCEPTED) == Answer(Verdict.ACCEPTED, gateway_id=ID, parts=1)


@pytest.mark.parametrize(
    ("given", "kept"), [(12345, "12345"), ("AB-cd", "AB-cd"), ("2f77" * 8, "2f77" * 8), ("x" * 64, "x" * 64)]
)
def test_any_plausible_id_is_kept_as_written(given: object, kept: str) -> None:
    assert read_answer(201, reply(responseCode="0", id=given)).gateway_id == kept


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, reply(responseCode=0), Verdict.UNKNOWN),
        (200, reply(responseCode=0, id=""), Verdict.UNKNOWN),
        (200, reply(responseCode=0, id="  "), Verdict.UNKNOWN),
        (200, reply(responseCode=0, id=True), Verdict.UNKNOWN),
        (200, reply(responseCode=0, id=["a"]), Verdict.UNKNOWN),
        (200, reply(responseCode=0, id="x" * 65), Verdict.UNKNOWN),
        (200, reply(responseCode=0, id="a\x00b"), Verdict.UNKNOWN),
        (200, reply(responseCode=False, id=ID), Verdict.UNKNOWN),
        (200, reply(responseCode=-1, id=ID), Verdict.UNKNOWN),
        (200, reply(id=ID), Verdict.UNKNOWN),
        (200, b"", Verdict.UNKNOWN),
        (200, b"[]", Verdict.UNKNOWN),
        (200, b"null", Verdict.UNKNOWN),
        (200, b"<html>OK</html>", Verdict.UNKNOWN),
        (200, ACCEPTED[:-10], Verdict.UNKNOWN),
        (200, b"\xff\xfe", Verdict.UNKNOWN),
        (200, b"[" * 60_000, Verdict.UNKNOWN),
        (200, reply(responseCode=0, id=ID, pad="x" * 65_536), Verdict.UNKNOWN),
        (400, reply(responseCode=8, pad="x" * 65_536), Verdict.UNKNOWN),
        (200, reply(responseCode=2), Verdict.REFUSED),
        (200, reply(responseCode=8), Verdict.REFUSED),
        (200, reply(responseCode="9", id=""), Verdict.REFUSED),
        (200, reply(responseCode=42), Verdict.REFUSED),
        (400, reply(responseCode=8), Verdict.REFUSED),
        (500, reply(responseCode=8), Verdict.REFUSED),
        (500, reply(responseCode=42), Verdict.UNKNOWN),
        (400, b"", Verdict.REFUSED),
        (404, b"not here", Verdict.REFUSED),
        (400, reply(responseCode=0), Verdict.REFUSED),
        (400, ACCEPTED, Verdict.UNKNOWN),
        (200, INTERNAL_ERROR, Verdict.INTERNAL_ERROR),
        (400, INTERNAL_ERROR, Verdict.INTERNAL_ERROR),
        (500, INTERNAL_ERROR, Verdict.INTERNAL_ERROR),
        (500, reply(responseCode=1, id=ID), Verdict.UNKNOWN),
        (200, reply(responseCode=1, id=ID), Verdict.UNKNOWN),
        (500, b"", Verdict.UNKNOWN),
        (502, b"<html>Bad gateway</html>", Verdict.UNKNOWN),
        (503, ACCEPTED, Verdict.UNKNOWN),
        (302, b"", Verdict.UNKNOWN),
        (302, ACCEPTED, Verdict.UNKNOWN),
        (302, INTERNAL_ERROR, Verdict.UNKNOWN),
        (302, reply(responseCode=8), Verdict.UNKNOWN),
        (401, b"", Verdict.UNAUTHORIZED),
        (401, ACCEPTED, Verdict.UNAUTHORIZED),
        (401, reply(responseCode=7, responseText="unauthorized"), Verdict.UNAUTHORIZED),
        (403, b"x" * 70_000, Verdict.UNAUTHORIZED),
        (429, INTERNAL_ERROR, Verdict.RATE_LIMITED),
    ],
)
def test_verdict(status: int, body: bytes, verdict: Verdict) -> None:
    answer = read_answer(status, body)

    assert answer.verdict is verdict
    assert answer.gateway_id == ""


def test_a_refusal_says_why_in_words_and_with_the_code() -> None:
    answer = read_answer(200, reply(responseCode=8, responseText="Invalid receiver"))

    assert answer.error == "Mitto refused it: invalid receiver (code 8)."
    assert answer.code == "8"


def test_a_refusal_by_status_alone_names_the_status() -> None:
    assert read_answer(404, b"").code == "HTTP 404"


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
@pytest.mark.parametrize("code", [0, 1, 8, 42])
def test_no_error_quotes_what_the_gateway_echoes(status: int, code: int) -> None:
    echo = "+447700900101 Hello Anna key-123"

    answer = read_answer(status, reply(responseCode=code, responseText=echo, to=echo, text=echo))

    assert not any(word in repr(answer) for word in ["447700", "Anna", "key-123"])


@pytest.mark.parametrize("fields", [{}, {"id": ""}, {"id": ID, "test": True, "messageParts": 0}])
def test_a_test_call_is_accepted_with_or_without_an_id(fields: dict[str, object]) -> None:
    assert read_answer(200, reply(responseCode=0, **fields), for_test=True).verdict is Verdict.ACCEPTED


def test_a_test_call_is_refused_like_any_other() -> None:
    assert read_answer(200, reply(responseCode=6), for_test=True).verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        ("Mon, 99 Nov 2026 12:00:00 GMT", None),
        ("0", 0),
        ("120", 120),
        ("999999999", 3600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 12:00:30 -0000", 30),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        assert read_answer(429, b"", retry_after=header).retry_after == seconds


def message(gateway_id: object, to: str) -> dict[str, object]:
    return {"id": gateway_id, "timestamp": "2022-03-01T10:00:00.0000000Z", "to": to, "messageParts": 1}


def test_a_bulk_call_gives_each_number_its_own_id() -> None:
    body = reply(responseCode=0, messages=[message("a", "447700900101"), message("b", "+447700900102")])

    answers = read_bulk_answer(200, body, recipients=NUMBERS)

    assert [answer.gateway_id for answer in answers] == ["a", "b"]
    assert {answer.verdict for answer in answers} == {Verdict.ACCEPTED}


def test_a_bulk_call_of_one_may_answer_with_an_object_instead_of_an_array() -> None:
    body = reply(responseCode=0, messages=message("a", NUMBERS[0]))

    assert read_bulk_answer(200, body, recipients=NUMBERS[:1])[0].gateway_id == "a"


@pytest.mark.parametrize(
    "messages",
    [
        None,
        [],
        [message("a", NUMBERS[0])],
        [message("b", NUMBERS[1]), message("a", NUMBERS[0])],
        [message("a", NUMBERS[0]), message("a", NUMBERS[1])],
        [message("a", NUMBERS[0]), message("", NUMBERS[1])],
        [message("a", NUMBERS[0]), {"id": "b"}],
        [message("a", NUMBERS[0]), "b"],
        [message(letter, number) for letter, number in zip("abc", [*NUMBERS, NUMBERS[0]], strict=True)],
    ],
)
def test_bulk_ids_that_do_not_match_position_and_number_leave_all_unknown(messages: object) -> None:
    answers = read_bulk_answer(200, reply(responseCode=0, messages=messages), recipients=NUMBERS)

    assert [answer.verdict for answer in answers] == [Verdict.UNKNOWN] * 2


@pytest.mark.parametrize("code", [1, 8, 42])
def test_a_code_for_a_bulk_call_of_several_refuses_each_so_that_they_go_singly(code: int) -> None:
    answers = read_bulk_answer(200, reply(responseCode=code), recipients=NUMBERS)

    assert [(answer.verdict, answer.code) for answer in answers] == [(Verdict.REFUSED, str(code))] * 2


def test_an_internal_error_for_a_bulk_call_of_one_is_about_that_one() -> None:
    answers = read_bulk_answer(500, INTERNAL_ERROR, recipients=NUMBERS[:1])

    assert [answer.verdict for answer in answers] == [Verdict.INTERNAL_ERROR]


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, reply(responseCode=1, messages=[message("a", NUMBERS[0])]), Verdict.UNKNOWN),
        (400, reply(responseCode=0, messages=[message("a", NUMBERS[0])]), Verdict.UNKNOWN),
        (400, b"", Verdict.REFUSED),
        (401, b"", Verdict.UNAUTHORIZED),
        (429, b"", Verdict.RATE_LIMITED),
        (502, b"", Verdict.UNKNOWN),
        (200, b" " * (answer_limit(2) + 1), Verdict.UNKNOWN),
    ],
)
def test_every_recipient_of_a_bulk_call_shares_its_other_verdicts(status: int, body: bytes, verdict: Verdict) -> None:
    assert [a.verdict for a in read_bulk_answer(status, body, recipients=NUMBERS)] == [verdict] * 2


def test_the_answer_to_a_thousand_numbers_is_not_too_long() -> None:
    recipients = [f"+4477009{n:05}" for n in range(1000)]
    messages = [
        message(f"0f8fad5b-d9cb-469f-a165-{n:012}", number) | {"textLength": 160} for n, number in enumerate(recipients)
    ]
    body = reply(responseCode=0, responseText="SMS sent", messages=messages)

    assert len(body) > answer_limit()
    assert {a.verdict for a in read_bulk_answer(200, body, recipients=recipients)} == {Verdict.ACCEPTED}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["id", "responseCode", "messages", "to", "messageParts"]), inner)
    ),
)
BODIES = st.binary() | JSON.map(lambda value: json.dumps(value).encode())


@given(st.integers(200, 599), BODIES, st.none() | st.text())
def test_nothing_is_accepted_without_an_id_and_nothing_crashes(
    status: int, body: bytes, retry_after: str | None
) -> None:
    answers = read_bulk_answer(status, body, recipients=NUMBERS, retry_after=retry_after)
    answers.append(read_answer(status, body, retry_after=retry_after))

    assert len(answers) == 3
    assert all((answer.verdict is Verdict.ACCEPTED) == bool(answer.gateway_id) for answer in answers)
    assert all((answer.verdict is Verdict.ACCEPTED) != bool(answer.error) for answer in answers)


# Hypothesis also tries constants it finds in the code, Mitto's own refusals among them.
ANYTHING_ELSE = st.binary().filter(lambda body: b"responseCode" not in body)


@given(st.sampled_from([300, 301, 302, 307, 308]) | st.integers(500, 599), ANYTHING_ELSE | st.just(ACCEPTED))
def test_a_redirect_or_a_server_error_without_mittos_own_refusal_is_unknown(status: int, body: bytes) -> None:
    assert read_answer(status, body).verdict is Verdict.UNKNOWN


@given(st.from_regex(r"\A[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{1,6} [0-9:]{1,9} [+-][0-9]{1,9}\Z") | st.text())
def test_no_retry_after_header_crashes(header: str) -> None:
    seconds = read_answer(429, b"", retry_after=header).retry_after

    assert seconds is None or seconds >= 0
