"""Programs that use the API, each with the token of a user."""

from collections.abc import Callable

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from tests.factories import make_user

Login = Callable[[str], APIClient]


@pytest.fixture
def log_in(db: None) -> Login:
    """A program that may do what a permission set allows; "" names none."""

    def log_in(permission_set: str) -> APIClient:
        program = APIClient()
        program.user = make_user(permission_set)
        program.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=program.user).key}")
        return program

    return log_in


@pytest.fixture
def agent(log_in: Login) -> APIClient:
    return log_in("agent")


@pytest.fixture
def manager(log_in: Login) -> APIClient:
    return log_in("manager")


@pytest.fixture
def admin(log_in: Login) -> APIClient:
    return log_in("admin")
