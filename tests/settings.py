"""Settings for tests: throw-away secrets, then everything as in production; the database comes from the environment."""

import os

from cryptography.fernet import Fernet

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("MITTO_ENCRYPTION_KEYS", Fernet.generate_key().decode())
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.setdefault("MITTO_BASE_URL", "http://127.0.0.1:9")
os.environ.setdefault("CELERY_BROKER_URL", "memory://")

from mitto_crm.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
