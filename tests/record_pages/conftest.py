"""People who use the pages."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

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
