from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import make_sms, make_user

pytestmark = pytest.mark.django_db


def test_a_live_process_answers_anybody(client: Client) -> None:
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/livez", 200), ("/readyz", 200), ("/login/", 301)])
def test_machines_may_ask_in_plain_http(client: Client, settings: Settings, path: str, status: int) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(path).status_code == status


def test_it_is_ready_once_the_database_is_up_to_date(client: Client) -> None:
    assert client.get("/readyz").content == b"ok\n"


def test_prometheus_reads_the_numbers_with_its_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-token"
    make_sms()

    answer = client.get("/metrics", headers={"Authorization": "Bearer a-token"})

    assert b"\nmitto_sms_queued 1.0\n" in answer.content
    assert b"\nmitto_gateway_paused 0.0\n" in answer.content


def test_callbacks_on_disk_are_counted_and_not_read(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.METRICS_TOKEN, settings.MITTO_SPOOL = "a-token", str(tmp_path)
    (tmp_path / "0000.json").write_text("{half a file")

    answer = client.get("/metrics", headers={"Authorization": "Bearer a-token"})

    assert b"\nmitto_callbacks_spooled 1.0\n" in answer.content
    assert (tmp_path / "0000.json").exists()


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_the_token_the_numbers_stay_hidden(client: Client, settings: Settings, token: str) -> None:
    settings.METRICS_TOKEN = "a-token"

    assert client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 403


def test_no_token_in_the_environment_means_no_token_works(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


def test_an_admin_sees_the_numbers(client: Client) -> None:
    client.force_login(make_user("admin", is_staff=True))

    assert client.get("/metrics").status_code == 200
