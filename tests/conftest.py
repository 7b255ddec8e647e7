"""What every test gets: no network beyond this machine, no broker, nothing cached; if asked for, a finished Setup."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.db import connection, connections
from hypothesis import settings
from playwright.sync_api import Browser

from configuration.models import Configuration, Sender
from mitto_crm.celery import app
from tests.browser.demo import running_chromium
from tests.factories import make_sender, make_setup

# A busy machine must not fail a test, nor a lucky guess one run in a hundred: the same examples every time.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

Bell = tuple[str, tuple[Any, ...]]


def is_loopback(host: object) -> bool:
    try:
        return host in ("localhost", "", None) or ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that leaves this machine fails, even where the code under test forgives network errors."""

    def guard(name: str) -> None:
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and not is_loopback(address[0]):
                pytest.fail(f"A test tried to reach {address[0]} over the network.")
            return real(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)

    def look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if not is_loopback(host.decode() if isinstance(host, bytes) else host):
            pytest.fail(f"A test tried to look up {host}.")
        return real_look_up(host, *arguments, **options)

    real_look_up = socket.getaddrinfo
    guard("connect")
    guard("connect_ex")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What another test counted is not remembered."""
    cache.clear()


@pytest.fixture(autouse=True)
def bells(monkeypatch: pytest.MonkeyPatch) -> list[Bell]:
    """The bells that were rung, in order: a task's name and its arguments. No broker hears them."""
    rung: list[Bell] = []
    monkeypatch.setattr(app, "send_task", lambda name, args=(), **options: rung.append((name, tuple(args))))
    return rung


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all browser tests: Playwright lets a thread start no second one."""
    with running_chromium() as browser:
        yield browser


class Ready(NamedTuple):
    setup: Configuration
    sender: Sender


@pytest.fixture
def ready(db: None) -> Ready:
    """A Setup that can send: a product key and a numeric sender."""
    return Ready(make_setup(), make_sender(name="447900000000"))


@pytest.fixture
def many_connections(transactional_db: None, django_db_serialized_rollback: None, tmp_path: Path) -> Iterator[None]:
    """Committed data that each thread sees through a connection of its own.

    Threads cannot share SQLite in memory, so there the database moves to a file for the time of the test.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory, settings = connections["default"], connections["default"].settings_dict
    in_memory, settings["NAME"] = settings["NAME"], str(tmp_path / "test.sqlite3")
    connections["default"] = connections.create_connection("default")
    connection.ensure_connection()
    memory.connection.backup(connection.connection)
    yield
    connection.close()
    settings["NAME"] = in_memory
    connections["default"] = memory
