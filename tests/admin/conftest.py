"""An admin of the three permission sets, and browsers of everybody who may or may not come in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def boss(db: None) -> User:
    return make_user("Mitto Admin", username="boss", is_staff=True)


@pytest.fixture
def boss_browser(boss: User) -> Client:
    return browser_of(boss)


@pytest.fixture
def superuser_browser(db: None) -> Client:
    return browser_of(make_user(username="root", is_staff=True, is_superuser=True))


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser
