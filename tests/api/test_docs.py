"""The schema and its page: complete, with examples, served from here, for those who log in."""

from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from rest_framework.test import APIClient

from tests.factories import make_user

METHODS_WITH_A_BODY = {"post", "put", "patch"}
WITHOUT_A_BODY = {"pause", "resume", "cancel"}


@pytest.fixture
def operations(agent: APIClient) -> list[tuple[str, str, dict[str, Any]]]:
    paths = agent.get("/api/schema/").json()["paths"]
    return [(path, method, operation) for path, methods in paths.items() for method, operation in methods.items()]


def test_the_schema_is_valid_and_guesses_nothing(tmp_path: Any) -> None:
    GENERATOR_STATS.reset()
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_it_comes_as_json_or_as_yaml(agent: APIClient) -> None:
    assert agent.get("/api/schema/").json()["info"]["title"] == "Mitto CRM"
    yaml = agent.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi"})
    assert yaml.content.startswith(b"openapi: 3")


def test_every_operation_with_a_body_shows_an_example_of_it(operations: Any) -> None:
    for path, method, operation in operations:
        if method in METHODS_WITH_A_BODY and path.split("/")[-2] not in WITHOUT_A_BODY:
            assert operation["requestBody"]["content"]["application/json"]["examples"], (method, path)


def test_every_answer_shows_an_example(operations: Any) -> None:
    for path, method, operation in operations:
        for status in {"200", "201"} & set(operation["responses"]):
            assert operation["responses"][status]["content"]["application/json"]["examples"], (method, path)


def test_every_operation_is_described_with_its_errors(operations: Any) -> None:
    for path, method, operation in operations:
        assert operation["description"], (method, path)
        assert {"400", "401", "403", "429"} < set(operation["responses"]), (method, path)


def test_what_sends_takes_an_idempotency_key(operations: Any) -> None:
    takes = {
        path
        for path, _, operation in operations
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", ()))
    }

    assert takes == {"/api/v1/sms/", "/api/v1/broadcasts/"}


def test_the_page_asks_people_to_log_in(client: Client, db: None) -> None:
    assert client.get("/api/docs/").headers["Location"] == "/login/?next=/api/docs/"


def test_the_page_loads_everything_from_here_and_has_no_inline_script_or_style(client: Client, db: None) -> None:
    client.force_login(make_user("agent"))

    page = client.get("/api/docs/")

    assert page.status_code == 200
    html = page.content.decode()
    assert "//" not in html.replace("<!--//-->", "")
    assert "<style" not in html and "<script>" not in html
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    loaded = [part.split('"')[1] for part in html.replace("href=", "src=").split("src=")[1:]]
    for path in loaded:
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else client.get(path)
        assert found, path


def test_the_script_of_the_page_points_at_our_schema(client: Client, db: None) -> None:
    client.force_login(make_user("agent"))

    script = client.get("/api/docs/?script=")

    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in script.content.decode()
