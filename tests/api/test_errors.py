"""Everything that goes wrong has one form, and tells a program what to do."""

from typing import Any
from unittest import mock

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import IntegrityError
from django.test import Client
from rest_framework.test import APIClient
from rest_framework.throttling import UserRateThrottle

from crm.models import Lead
from tests.factories import make_lead, make_user

LEADS = "/api/v1/leads/"
LEAD = {"last_name": "Boxer", "company": "Farmers Coop."}


def problem(answer: Any) -> tuple[int, str]:
    """The status and the code of an answer that has the form of an error."""
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert list(body) == ["code", "detail", "fields"]
    assert isinstance(body["detail"], str) and body["detail"].endswith((".", ".”"))
    assert all(isinstance(sentence, str) for sentences in body["fields"].values() for sentence in sentences)
    return answer.status_code, body["code"]


def test_a_stranger_is_asked_for_a_token(client: Client, db: None) -> None:
    answer = client.get(LEADS)

    assert problem(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["Token 0123456789", "Token", "Token a b", "Token é"])
def test_a_token_that_is_none_lets_nobody_in(client: Client, db: None, header: str) -> None:
    assert problem(client.get(LEADS, headers={"Authorization": header})) == (401, "authentication_failed")


def test_a_token_ends_with_its_users_access(agent: APIClient) -> None:
    agent.user.is_active = False
    agent.user.save()

    assert problem(agent.get(LEADS)) == (401, "authentication_failed")


def test_a_session_needs_its_csrf_token(db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user("agent"))

    answer = browser.post(LEADS, LEAD, content_type="application/json")

    assert problem(answer) == (403, "permission_denied")
    assert "CSRF" in answer.json()["detail"]
    assert browser.get(LEADS).status_code == 200


@pytest.mark.parametrize("url", [f"{LEADS}99/", f"{LEADS}{10**30}/", f"{LEADS}x/", "/api/v1/nothing/", "/api/v1/leads"])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_where_there_is_nothing_it_says_so(agent: APIClient, url: str, method: str) -> None:
    assert problem(getattr(agent, method)(url)) == (404, "not_found")


@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_a_method_that_is_not_there(agent: APIClient, method: str) -> None:
    assert problem(getattr(agent, method)(LEADS)) == (405, "method_not_allowed")


def test_only_json_is_answered(agent: APIClient) -> None:
    assert problem(agent.get(LEADS, headers={"Accept": "text/html"})) == (406, "not_acceptable")


def test_only_json_is_understood(agent: APIClient) -> None:
    answer = agent.post(LEADS, "last_name=Boxer", content_type="application/x-www-form-urlencoded")

    assert problem(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["{", "nothing", '{"last_name": NaN}', b"\xff"])
def test_what_is_not_json_is_refused(agent: APIClient, body: str | bytes) -> None:
    assert problem(agent.post(LEADS, body, content_type="application/json")) == (400, "parse_error")


@pytest.mark.parametrize("body", ["[]", "1", '"lead"', "null"])
def test_json_that_is_no_record_is_refused(agent: APIClient, body: str) -> None:
    for url in (LEADS, "/api/v1/sms/", "/api/v1/opt-outs/"):
        assert problem(agent.post(url, body, content_type="application/json")) == (400, "invalid")


def test_who_asks_too_much_is_told_when_to_come_back(agent: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/hour"})
    monkeypatch.setattr(UserRateThrottle, "cache", LocMemCache("throttle", {}))

    assert [agent.get(LEADS).status_code for _ in range(2)] == [200, 200]
    answer = agent.get(LEADS)
    assert problem(answer) == (429, "throttled")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_of_two_who_save_the_same_at_once_one_is_told(agent: APIClient) -> None:
    with mock.patch.object(Lead, "save", side_effect=IntegrityError):
        assert problem(agent.post(LEADS, LEAD)) == (409, "conflict")


def test_a_fault_of_ours_is_not_dressed_up(agent: APIClient) -> None:
    agent.raise_request_exception = False
    with mock.patch.object(Lead, "save", side_effect=RuntimeError):
        assert agent.post(LEADS, LEAD).status_code == 500


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "bz14", "é"])
def test_a_cursor_that_is_none_is_refused(agent: APIClient, cursor: str) -> None:
    make_lead()

    answer = agent.get(LEADS, {"cursor": cursor})

    assert problem(answer) == (400, "invalid")
    assert list(answer.json()["fields"]) == ["cursor"]
