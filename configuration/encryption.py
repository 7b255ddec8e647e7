"""Secrets at rest: a text column that only the keys in the environment can read."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=8)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "MITTO_ENCRYPTION_KEYS holds something that is not a Fernet key: 32 bytes, URL-safe base64."
        ) from None


def fernet() -> MultiFernet:
    """The newest key encrypts; every listed key decrypts."""
    return _fernet(tuple(settings.MITTO_ENCRYPTION_KEYS))


@lru_cache(maxsize=64)
def decrypt(token: str, keys: tuple[str, ...]) -> str:
    try:
        return _fernet(keys).decrypt(token.encode()).decode()
    except InvalidToken:
        # Raised without its cause: the chained exception would carry nothing a reader needs.
        raise ImproperlyConfigured(
            "A stored secret cannot be decrypted: the key it was written with is missing from MITTO_ENCRYPTION_KEYS."
        ) from None


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Reads and writes plain text, stores a Fernet token; an empty text stays empty."""

    def get_prep_value(self, value: Any) -> str:
        return fernet().encrypt(str(value).encode()).decode() if value else ""

    def from_db_value(self, value: str | None, *_: object) -> str:
        return decrypt(value, tuple(settings.MITTO_ENCRYPTION_KEYS)) if value else ""
