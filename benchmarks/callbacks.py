"""The callback under load, against a plain Django view in the same run, and what a million SMS in the table change.

``python -m benchmarks.callbacks [SENT [MANY [FEW]]]`` starts a PostgreSQL of its own and prints JSON.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import psycopg
from cryptography.fernet import Fernet

from benchmarks.load import Load, post_all
from benchmarks.reports import report
from benchmarks.servers import POSTGRES, running
from tests.services import Postgres, free_port

ROUNDS = 3
PER_ROUND = 6000
# As the README's set-up for production starts it.
GRANIAN = "granian --interface wsgi --blocking-threads 8 --port {port} --log-level warning {app}"
# Its default: one process, as granian's, whose worker ends the connection after every answer.
GUNICORN = "gunicorn --log-level warning --bind 127.0.0.1:{port} {app}"
TWO_GUNICORNS = f"{GUNICORN} --workers 2"
OURS, PLAIN = "mitto_crm.wsgi:application", "benchmarks.plain:application"

Figures = dict[str, Any]
Environment = dict[str, str]


def main(sent: int = 200_000, many: int = 1_000_000, few: int = 10_000) -> Figures:
    """Rates are answers a second, times are seconds; every ratio is of one run."""
    with Postgres(*POSTGRES) as postgres, tempfile.TemporaryDirectory() as spool:
        secrets = {"SECRET_KEY": "x" * 50, "MITTO_ENCRYPTION_KEYS": Fernet.generate_key().decode()}
        environment = {**os.environ, **secrets, "MITTO_SPOOL": spool, "DJANGO_SETTINGS_MODULE": "mitto_crm.settings"}
        return {**under_load(postgres, environment, sent), **among(postgres, environment, few, many)}


def under_load(postgres: Postgres, environment: Environment, sent: int) -> Figures:
    """Reports of SMS from all over the table are posted to three servers in turn, to none of them twice."""
    environment = database(postgres, environment, "loaded")
    path = filled(environment, sent)["path"]
    run(environment, "benchmarks.plain")
    with ExitStack() as stack:
        ours, plain, gunicorn, two = (
            stack.enter_context(served(environment, command, app))
            for command, app in ((GRANIAN, OURS), (GRANIAN, PLAIN), (GUNICORN, PLAIN), (TWO_GUNICORNS, PLAIN))
        )
        views = {"plain": plain, "gunicorn": gunicorn, "two gunicorns": two}
        addresses = {"ours": ours + path, **{name: f"{server}/report/" for name, server in views.items()}}
        warm_up, *rounds = [measure(addresses, start, sent) for start in range(ROUNDS + 1)]
    assert {status for loads in rounds for load in loads.values() for status in load.statuses} == {200}
    median = statistics.median
    return {
        "sent rows": sent,
        **{f"{name} per second": median(loads[name].per_second for loads in rounds) for name in addresses},
        **{f"{name} p99": median(loads[name].p99 for loads in rounds) for name in addresses},
        "rate, ours to plain": median(each["ours"].per_second / each["plain"].per_second for each in rounds),
        **{
            f"p99, ours to {name}": median(each["ours"].p99 / each[name].p99 for each in rounds)
            for name in ("gunicorn", "two gunicorns")
        },
    }


def measure(addresses: dict[str, str], start: int, sent: int) -> dict[str, Load]:
    """The even numbers, each in one round: a report of an odd one was counted while the table was filled."""
    step = max(ROUNDS + 1, sent // PER_ROUND // 2)
    return {name: post_all(url, map(report, range(2 * start, sent, 2 * step))) for name, url in addresses.items()}


def among(postgres: Postgres, environment: Environment, few: int, many: int) -> Figures:
    """A report and a reply among few SMS and among many."""
    small, large = (filled(database(postgres, environment, f"among{size}"), size) for size in (few, many))
    return {
        **{f"{what} among {size:,}": told[what] for size, told in ((few, small), (many, large)) for what in EVENTS},
        **{f"{what}, many to few": large[what] / small[what] for what in EVENTS},
    }


EVENTS = ("report", "reply")


def filled(environment: Environment, size: int) -> Figures:
    told: Figures = json.loads(run(environment, "benchmarks.callback_rows", str(size)))
    return told


def database(postgres: Postgres, environment: Environment, name: str) -> Environment:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    environment = {**environment, "DATABASE_URL": postgres.url(name)}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True, env=environment)
    return environment


def run(environment: Environment, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout


def served(environment: Environment, command: str, app: str) -> AbstractContextManager[str]:
    port = free_port()
    return running([sys.executable, "-m", *command.format(port=port, app=app).split()], port, environment)


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=2))
