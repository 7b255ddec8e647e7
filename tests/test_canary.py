"""Secrets outside the admin: every page, every answer of the API and every task argument is read for canaries."""

import json
from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from configuration.models import Configuration, Sender
from crm.models import Campaign, Lead
from sms.bell import BUILD, DELIVER
from tests.conftest import Bell
from tests.factories import make_user
from tests.test_access import ALL_ROUTES, path_of, world  # noqa: F401  a fixture

KEY = "CANARY-PRODUCT-KEY"
CALLBACK = "CANARY-CALLBACK-TOKEN"
API = "ca9a" * 10
SECRETS = (KEY, CALLBACK, API)

# These end the session of the crawl.
ENDS = {"logout/", "admin/logout/"}


def secrets_in(text: object) -> set[str]:
    return {secret for secret in SECRETS if secret in str(text)}


@pytest.fixture
def program(world: dict[str, int]) -> Client:  # noqa: F811
    """Somebody who may do everything, by session and by token, where canaries are planted."""
    setup = Configuration.current()
    setup.product_key, setup.callback_token = KEY, CALLBACK
    setup.save()
    user = make_user("admin", is_staff=True, is_superuser=True)
    Token.objects.create(user=user, key=API)
    client = Client(headers={"Authorization": f"Token {API}"})
    client.force_login(user)
    return client


def test_no_page_and_no_answer_of_the_api_tells_a_secret(program: Client, world: dict[str, int]) -> None:  # noqa: F811
    seen = []
    for route in ALL_ROUTES:
        # Setup's own pages, where two secrets may be looked at, are read in tests/admin/.
        if route in ENDS or route.startswith("admin/"):
            continue
        ask = program.post if route.endswith("/export/") else program.get
        answer = ask(path_of(route, world))
        assert not secrets_in(answer.getvalue().decode() + str(answer.headers)), route
        seen += [route] if answer.status_code == 200 else []
    assert {"api/v1/sms/", "api/schema/", "sms/<int:pk>/", "leads/<int:pk>/", "broadcasts/<int:pk>/export/"} <= set(
        seen
    )


def post(program: Client, resource: str, body: object) -> int:
    answer = program.post(f"/api/v1/{resource}/", json.dumps(body), content_type="application/json")
    assert not secrets_in(answer.content.decode())
    return answer.status_code


def test_an_error_of_the_api_tells_no_secret(program: Client) -> None:
    for resource, body in (("sms", {"to": "nonsense", "text": ""}), ("broadcasts", {"campaign": 0}), ("leads", [])):
        assert post(program, resource, body) == 400


def test_a_task_is_called_with_ids_alone(
    program: Client, bells: list[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    order = {"sender": Sender.objects.get().pk, "text": "CANARY-TEXT"}
    with django_capture_on_commit_callbacks(execute=True):
        assert post(program, "sms", order | {"lead": Lead.objects.get().pk}) == 201
        assert post(program, "broadcasts", order | {"campaign": Campaign.objects.get().pk}) == 201

    assert {name for name, _ in bells} == {DELIVER, BUILD}
    assert all(isinstance(argument, int) for _, arguments in bells for argument in arguments)
