"""Logging in and out, changing the password."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

WRONG = {"username": "agent", "password": "wrong"}


def test_logging_in_leads_to_the_page_that_was_asked_for(client: Client, agent: User) -> None:
    answer = client.post("/login/?next=/leads/", {"username": "agent", "password": "demo"})
    assert answer.headers["Location"] == "/leads/"


@pytest.mark.parametrize("is_demo", [True, False])
def test_only_a_demo_tells_its_logins(client: Client, settings: Settings, is_demo: bool) -> None:
    settings.DEMO = is_demo
    assert ("the password is demo" in client.get("/login/").text) is is_demo


def test_a_wrong_password_says_so(client: Client, agent: User) -> None:
    answer = client.post("/login/", WRONG)
    assert answer.status_code == 200
    assert "Please enter a correct username and password" in answer.text


def test_too_many_wrong_passwords_say_what_to_do(client: Client, agent: User) -> None:
    for _attempt in range(6):
        answer = client.post("/login/", WRONG)
    assert answer.status_code == 429
    assert "15 minutes" in answer.text
    assert client.post("/login/", WRONG | {"password": "demo"}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "mine", "is_locked_out"),
    [
        (1, "198.51.100.7", False),
        (1, "203.0.113.9", True),
        (1, "203.0.113.9:4711", False),  # no address: the proxy's is taken
        (0, "198.51.100.7", True),  # without a proxy of ours anybody can write that
    ],
)
def test_wrong_passwords_lock_out_only_where_they_came_from(
    client: Client, agent: User, settings: Settings, proxies: int, mine: str, is_locked_out: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    for _attempt in range(6):
        client.post("/login/", WRONG, headers={"X-Forwarded-For": "203.0.113.9"})
    answer = client.post("/login/", WRONG | {"password": "demo"}, headers={"X-Forwarded-For": mine})
    assert answer.status_code == (429 if is_locked_out else 302)


def test_logging_out_needs_a_post(agents_browser: Client) -> None:
    assert agents_browser.get("/logout/").status_code == 405
    agents_browser.post("/logout/")
    assert agents_browser.get("/leads/").status_code == 302


def test_the_password_can_be_changed(agents_browser: Client, agent: User) -> None:
    new = "a new one, long enough"
    data = {"old_password": "demo", "new_password1": new, "new_password2": new}
    answer = agents_browser.post(reverse("password-change"), data, follow=True)
    assert "Your password was changed." in answer.text
    agent.refresh_from_db()
    assert agent.check_password(new)


def test_a_page_that_does_not_exist_says_so(agents_browser: Client) -> None:
    answer = agents_browser.get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_an_error_says_whether_an_sms_may_have_gone(agents_browser: Client, monkeypatch: object) -> None:
    agents_browser.raise_request_exception = False
    monkeypatch.setattr("record_pages.views.home.today", lambda: 1 / 0)  # type: ignore[attr-defined]
    answer = agents_browser.get("/")
    assert answer.status_code == 500
    assert "SMS list" in answer.text
