"""Rotating the encryption keys: afterwards the old key opens nothing and nothing is lost."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from pytest_django import Settings

from configuration.models import Configuration
from tests.factories import make_setup

SECRETS = {
    "product_key": "a key",
    "callback_token": "a token",
    "previous_callback_token": "an older token",
    "callback_secret": "a secret",
}


@pytest.mark.django_db
def test_every_secret_is_readable_with_the_new_key_alone(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.MITTO_ENCRYPTION_KEYS = [old]
    make_setup(**SECRETS)
    settings.MITTO_ENCRYPTION_KEYS = [new, old]
    call_command("rotate_encryption_keys")
    settings.MITTO_ENCRYPTION_KEYS = [new]
    assert Configuration.objects.values(*SECRETS).get() == SECRETS
