"""As small as a Django project can be, with the connection handling that Django and Celery come with."""

import environ

env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY")
INSTALLED_APPS = ["benchmarks.usual"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without these, two workers fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
