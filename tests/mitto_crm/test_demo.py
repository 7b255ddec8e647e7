"""What `make demo` refuses before it touches anything, and what it tells its processes."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mitto_crm import demo_environment
from mitto_crm.management.commands.demo import Command, alone


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MITTO_DEMO_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_by_name_and_no_data_is_lost(state: Path, taken_port: int) -> None:
    demo_environment.write({"PUBLIC_URL": "http://127.0.0.1:8000"})
    (state / "mitto.sqlite3").touch()
    with pytest.raises(CommandError, match=f"Port {taken_port} is taken by another program. Try: make demo ARGS="):
        call_command("demo", port=taken_port, reset=True)
    assert (state / "mitto.sqlite3").exists()


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no port 99999"):
        call_command("demo", port=99999)


def test_a_second_demo_at_the_same_state_is_told_where_the_first_one_runs(state: Path) -> None:
    demo_environment.write({"PUBLIC_URL": "http://127.0.0.1:8765"})
    with alone(), pytest.raises(CommandError, match="runs already, at http://127.0.0.1:8765"):
        call_command("demo", port=8766, reset=True)


def test_a_gateway_from_outside_takes_the_place_of_the_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITTO_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(demo_environment, "GIVEN", frozenset(os.environ))
    environment = Command()._environment(8000)
    assert environment["MITTO_BASE_URL"] == "http://127.0.0.1:9"
    assert environment["MITTO_SIMULATOR_URL"] == ""
    assert environment["PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_a_gateway_that_is_not_mittos_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MITTO_BASE_URL", "https://example.com")
    monkeypatch.setattr(demo_environment, "GIVEN", frozenset(os.environ))
    with pytest.raises(CommandError, match="neither one of Mitto's hosts"):
        call_command("demo", port=8000)
