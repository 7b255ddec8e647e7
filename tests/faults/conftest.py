"""An installation of its own for every test: real servers, real workers, and a gateway that remembers."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from tests.factories import make_sender, make_setup
from tests.faults.gateway import Gateway
from tests.faults.installation import Installation, django_on
from tests.services import Postgres, Redis

MIGRATED = "migrated"

databases = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=20, help="how often the kill test kills, every 250 messages")
    parser.addoption("--short-leases", action="store_true", help="10 seconds in the kill test, for those in a hurry")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("faults")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))


@pytest.fixture
def leases(request: pytest.FixtureRequest) -> dict[str, str]:
    """What to add to the environment of workers whose leases are not the product's."""
    return {"TROUBLE_LEASES": "10"} if request.config.getoption("--short-leases") else {}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server with one migrated database to copy."""
    with Postgres() as postgres:
        create_database(postgres, MIGRATED)
        migrate(postgres.url(MIGRATED))
        yield postgres


def create_database(postgres: Postgres, name: str, template: str = "template1") -> None:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def migrate(database_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database_url}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True, env=environment)


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as redis:
        yield redis


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        yield gateway


@pytest.fixture
def installation(
    postgres: Postgres, redis: Redis, gateway: Gateway, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Installation]:
    """PostgreSQL and Redis, set up and ready to send; its processes are started by the test."""
    database = f"test{next(databases)}"
    create_database(postgres, database, template=MIGRATED)
    url = postgres.url(database)
    installation = Installation(database_url=url, broker_url=redis.url, gateway=gateway, folder=tmp_path)
    with ready_to_send(installation, django_db_blocker):
        yield installation


@pytest.fixture
def embedded(gateway: Gateway, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    """The default: SQLite, and a broker in a folder."""
    url = f"sqlite:///{tmp_path / 'mitto.sqlite3'}"
    migrate(url)
    installation = Installation(database_url=url, broker_url="bells://", gateway=gateway, folder=tmp_path)
    with ready_to_send(installation, django_db_blocker):
        yield installation


@contextmanager
def ready_to_send(installation: Installation, blocker: DjangoDbBlocker) -> Iterator[None]:
    with blocker.unblock(), django_on(installation.environment["DATABASE_URL"]):
        make_setup()
        make_sender()
        try:
            yield
        finally:
            installation.stop()
