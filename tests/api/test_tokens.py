"""Tokens: made on the command line, and shown nowhere else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from tests.factories import make_user


def test_a_token_is_printed_and_lets_its_user_in(db: None) -> None:
    user, printed = make_user("agent"), StringIO()
    call_command("drf_create_token", user.username, stdout=printed)

    key = next(word for word in printed.getvalue().split() if len(word) == 40)
    program = APIClient(headers={"Authorization": f"Token {key}"})
    assert program.get("/api/v1/leads/").status_code == 200


def test_there_is_no_token_for_nobody(db: None) -> None:
    with pytest.raises(CommandError, match="does not exist"):
        call_command("drf_create_token", "nobody")


def test_no_page_of_the_admin_shows_a_token(client: Client, db: None) -> None:
    user = make_user()
    key = Token.objects.create(user=user).key
    client.force_login(make_user(is_staff=True, is_superuser=True))

    pages = [client.get(url) for url in ("/admin/", f"/admin/auth/user/{user.pk}/delete/", "/admin/auth/user/")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "API token of" in pages[1].content.decode()
    assert not any(key in page.content.decode() for page in pages)
    assert client.get("/admin/authtoken/tokenproxy/").status_code == 404


def test_a_token_that_is_wrong_is_in_no_answer_and_no_log(client: Client, db: None, caplog: object) -> None:
    answer = client.get("/api/v1/leads/", headers={"Authorization": "Token c0ffee-c0ffee"})

    assert "c0ffee" not in answer.content.decode()
    assert "c0ffee" not in caplog.text
