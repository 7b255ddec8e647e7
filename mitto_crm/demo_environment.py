"""The demo's environment: a private file of generated secrets that stands in for real variables."""

import os
import secrets
import sys
from pathlib import Path

from cryptography.fernet import Fernet

# What the real environment set, before the demo's own values were added.
GIVEN: frozenset[str] = frozenset(os.environ)

NEEDS_NO_SECRETS = {"demo", "simulator", "help", "--help", "-h", "version", "--version"}


def state_folder() -> Path:
    """Where the demo keeps its database, bells and secrets."""
    default = Path(__file__).resolve().parent.parent / "var" / "demo"
    return Path(os.environ.get("MITTO_DEMO_STATE", default)).resolve()


def is_wanted(argv: list[str] | None = None) -> bool:
    """The demo answers when nothing is configured: by its own commands, or once its state exists.

    Only ``manage.py`` falls back to the demo; a web server or worker started without secrets must refuse.
    """
    argv = sys.argv if argv is None else argv
    if "SECRET_KEY" in os.environ or not argv or Path(argv[0]).name != "manage.py":
        return False
    return environment_file().exists() or (argv[1] if len(argv) > 1 else "help") in NEEDS_NO_SECRETS


def environment_file() -> Path:
    return state_folder() / "environment"


def load() -> None:
    """Take every variable of the demo that the real environment does not set."""
    for name, value in read().items():
        os.environ.setdefault(name, value)


def read() -> dict[str, str]:
    """The demo's variables; fresh secrets (kept from now on) where there are none yet."""
    file = environment_file()
    if not file.exists():
        write({})
    pairs = (line.partition("=") for line in file.read_text().splitlines() if line)
    return {name: value for name, _, value in pairs}


def write(changes: dict[str, str]) -> None:
    """Keep `changes` beside what the file already says, readable by its owner alone."""
    file = environment_file()
    known = read() if file.exists() else generated()
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".part")
    with open(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as handle:
        handle.writelines(f"{name}={value}\n" for name, value in {**known, **changes}.items())
    aside.rename(file)


def generated() -> dict[str, str]:
    folder = state_folder()
    return {
        "MITTO_DEMO": "true",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "MITTO_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATABASE_URL": f"sqlite:///{folder / 'mitto.sqlite3'}",
        "CELERY_BROKER_URL": "bells://localhost",
        "MITTO_BELLS": str(folder / "bells"),
        "MITTO_SPOOL": str(folder / "spool"),
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "MITTO_BASE_URL": "http://127.0.0.1:8001",
    }
