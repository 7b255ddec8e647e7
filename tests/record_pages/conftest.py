"""People who use the pages, and a counter of what their pages ask the database."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_user


@pytest.fixture
def agent(db: None) -> User:
    return make_user("Mitto User Access", username="agent")


@pytest.fixture
def manager(db: None) -> User:
    return make_user("Mitto Campaign Manager", username="manager")


@pytest.fixture
def admin(db: None) -> User:
    return make_user("Mitto Admin", username="admin", first_name="Ada", last_name="Admin", is_staff=True)


@pytest.fixture
def agents_browser(agent: User, client: Client) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def queries_of(agents_browser: Client) -> Callable[[str], int]:
    """How many queries a page takes, once the rows that are made on demand are there."""

    def count(url: str) -> int:
        agents_browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert agents_browser.get(url).status_code == 200
        return len(queries)

    return count
