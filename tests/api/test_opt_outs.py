"""Opt-outs by REST: added, found, cleared with a reason."""

import pytest
from rest_framework.test import APIClient

from optout import suppression
from optout.models import ConsentEvent, Suppression
from tests.factories import make_inbound_sms, make_lead

OPT_OUTS = "/api/v1/opt-outs/"
NUMBER = "+447700900123"


def opt_out(number: str = NUMBER, source: str = "person", **changes: str) -> Suppression:
    return suppression.opt_out(number, source=source, **changes)


def test_a_number_is_opted_out_however_it_is_written(agent: APIClient) -> None:
    answer = agent.post(OPT_OUTS, {"number": "07700 900123", "reason": "Asked on the phone"})

    made = Suppression.objects.get()
    assert answer.status_code == 201
    assert answer.json() | {"created_at": ""} == {
        "id": made.pk,
        "number": NUMBER,
        "source": "api",
        "reason": "Asked on the phone",
        "sms": None,
        "created_at": "",
        "cleared_at": None,
    }
    assert made.created_by == agent.user
    assert agent.get(f"{OPT_OUTS}{made.pk}/").json() == answer.json()


def test_it_shows_on_everybody_with_that_number(agent: APIClient) -> None:
    lead = make_lead(mobile_phone=NUMBER)
    agent.post(OPT_OUTS, {"number": NUMBER})

    assert agent.get(f"/api/v1/leads/{lead.pk}/").json()["sms_opt_out"] is True


def test_a_second_opt_out_is_the_first(agent: APIClient) -> None:
    first, second = (agent.post(OPT_OUTS, {"number": NUMBER}).json() for _ in range(2))

    assert first == second


@pytest.mark.parametrize("number", ["", "12", "nobody", None])
def test_a_number_that_cannot_be_is_refused(agent: APIClient, number: str | None) -> None:
    answer = agent.post(OPT_OUTS, {"number": number})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["number"]


def test_the_reply_that_opted_out_is_named_by_its_id(agent: APIClient) -> None:
    reply = make_inbound_sms(text="STOP")
    opt_out(source="reply", sms_reference=reply.reference)
    opt_out("+447700900124")

    rows = agent.get(OPT_OUTS, {"sms": reply.pk}).json()["results"]

    assert [(row["number"], row["sms"]) for row in rows] == [(NUMBER, reply.pk)]


def test_opt_outs_are_filtered(agent: APIClient) -> None:
    opt_out("+447700900124")
    suppression.clear("+447700900124", by=None, reason="Asked for it")
    wanted = opt_out(source="import")

    by_number = [{"number": wanted.number}, {"number": wanted.number.replace("+", " ")}]
    for question in ({"source": "import"}, {"is_current": "true"}, *by_number):
        assert [row["id"] for row in agent.get(OPT_OUTS, question).json()["results"]] == [wanted.pk]


@pytest.mark.parametrize("in_body", [True, False])
def test_an_opt_out_is_cleared_with_a_reason(manager: APIClient, in_body: bool) -> None:
    url, reason = f"{OPT_OUTS}{opt_out().pk}/", {"reason": "Asked to hear from us"}

    answer = manager.delete(url, reason) if in_body else manager.delete(f"{url}?reason=Asked+to+hear+from+us")

    assert answer.status_code == 204
    assert not suppression.is_opted_out(NUMBER)
    assert manager.get(url).json()["cleared_at"] is not None
    line = ConsentEvent.objects.first()
    assert (line.what, line.wording, line.source, line.by) == ("cleared", reason["reason"], "api", manager.user)


@pytest.mark.parametrize("body", [None, {}, {"reason": ""}, {"reason": "  "}, {"reason": None}])
def test_without_a_reason_it_stays(manager: APIClient, body: object) -> None:
    answer = manager.delete(f"{OPT_OUTS}{opt_out().pk}/", body)

    assert answer.status_code == 400
    assert answer.json()["fields"] == {"reason": ["Say why this person may be texted again."]}
    assert suppression.is_opted_out(NUMBER)


def test_an_opt_out_that_was_cleared_before_does_not_clear_a_newer_one(manager: APIClient) -> None:
    old = opt_out()
    suppression.clear(NUMBER, by=None, reason="Asked for it")
    opt_out()

    answer = manager.delete(f"{OPT_OUTS}{old.pk}/", {"reason": "Again"})

    assert (answer.status_code, answer.json()["code"]) == (409, "already_cleared")
    assert suppression.is_opted_out(NUMBER)


def test_an_opt_out_is_never_edited(admin: APIClient) -> None:
    url = f"{OPT_OUTS}{opt_out().pk}/"

    assert admin.put(url, {"number": "+447700900124"}).status_code == 405
    assert admin.patch(url, {"reason": "Other"}).status_code == 405
