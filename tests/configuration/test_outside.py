"""The one outside host, and agreeing to it."""

import pytest
from pytest_django import Settings

from configuration.models import AuditEntry
from configuration.outside import approve_gateway, gateway_host, is_gateway_approved
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8025", "http://localhost:8025", "http://[::1]:8025", "http://127.9.9.9"]
)
def test_a_gateway_on_this_machine_needs_no_approval(settings: Settings, url: str) -> None:
    settings.MITTO_BASE_URL = url
    assert is_gateway_approved()


def test_an_outside_host_needs_it_once(settings: Settings) -> None:
    settings.MITTO_BASE_URL = "https://rest.mittoapi.com"
    assert not is_gateway_approved()
    approve_gateway(by=make_user(username="ada"))
    assert is_gateway_approved()
    entry = AuditEntry.objects.get()
    assert (entry.by_name, entry.detail) == ("ada", "rest.mittoapi.com")


def test_another_host_needs_it_again(settings: Settings) -> None:
    settings.MITTO_BASE_URL = "https://rest.mittoapi.com"
    approve_gateway(by=make_user())
    settings.MITTO_BASE_URL = "https://rest.mittoapi.net"
    assert gateway_host() == "rest.mittoapi.net"
    assert not is_gateway_approved()
