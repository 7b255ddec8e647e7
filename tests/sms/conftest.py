"""A real gateway on the loopback for the delivery engine to post to."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from sms.flight import close_flight
from tests.conftest import Ready
from tests.sms.loopback import Loopback, loopback


@pytest.fixture
def mitto(settings: Settings, ready: Ready) -> Iterator[Loopback]:
    """Mitto, as far as the engine can tell, with Setup ready to send to it."""
    with loopback() as mitto:
        settings.MITTO_BASE_URL = mitto.url
        yield mitto
        close_flight()
