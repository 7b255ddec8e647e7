"""Health: does every part of the chain work? Asked by /readyz and by `manage.py doctor`."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from callbacks import spool
from callbacks.models import RawEvent
from configuration.models import Configuration
from mitto_crm.celery import app
from sms import readiness
from sms.models import GatewayState, Worker


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the chain: whether it works, in a sentence that says what to do when it does not."""

    part: str
    is_well: bool
    sentence: str


def examine(checks: tuple[Callable[[], Finding], ...]) -> list[Finding]:
    """Run checks; one that breaks is a finding like any other."""
    return [_examine(check) for check in checks]


def _examine(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # whatever it is, the doctor's patient has it
        part = check.__name__.replace("_", " ")
        return Finding(part, False, f"The check itself failed ({type(error).__name__}).")


def database() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    sentence = f"{len(missing)} migrations are missing; run manage.py migrate." if missing else "Up to date."
    return Finding("database", not missing, sentence)


def broker() -> Finding:
    with app.connection_for_write() as broker_connection:
        broker_connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    return Finding("broker", True, "Reachable.")


def workers() -> Finding:
    alive = Worker.objects.alive().count()
    sentence = f"{alive} alive." if alive else "None seen for 30 s; start one: celery -A mitto_crm worker"
    return Finding("workers", bool(alive), sentence)


def setup() -> Finding:
    problems = readiness.problems()
    return Finding("setup", not problems, " ".join(each.sentence for each in problems) or "Complete.")


def gateway() -> Finding:
    state = GatewayState.current()
    host = urlsplit(settings.MITTO_BASE_URL).netloc
    sentence = f"Paused: {state.pause_reason} Correct the key in Setup." if state.is_paused else f"Sends go to {host}."
    return Finding("gateway", not state.is_paused, sentence)


def callback() -> Finding:
    Configuration.current()
    last = RawEvent.objects.values_list("received_at", flat=True).first()
    waiting = spool.size()
    seen = f"Last heard from Mitto at {last:%Y-%m-%d %H:%M} UTC." if last else "Mitto has not called yet."
    return Finding("callback", not waiting, f"{seen} {waiting} requests wait on the spool." if waiting else seen)


READY = (database,)
ALL = (database, broker, workers, setup, gateway, callback)
