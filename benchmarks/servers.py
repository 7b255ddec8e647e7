"""The servers of a benchmark: PostgreSQL, Redis, and gateways that answer at once or after some time."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import psycopg
from cryptography.fernet import Fernet

from tests.services import Postgres, Redis, free_port, wait_until_open

NGINX = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
    access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/b; default_type application/json;
    proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ return 200 '{{"id":"$request_id","responseCode":0,"messageParts":1}}'; }}
    }}
}}
"""
# As performance.md measured: durable commits, memory for the working set.
POSTGRES = ("shared_preload_libraries=pg_stat_statements", "shared_buffers=512MB", "max_wal_size=4GB")
LATENCY = 100  # milliseconds of the gateway called "slow"
WATCHED_LATENCY = 20  # of the one that tells how long nothing was in the air
MIGRATED = "migrated"
STOPS_WITHIN = 30.0  # seconds


class Servers:
    """Running servers; `environment` gives a process a fresh database and one of the gateways."""

    def __init__(self, postgres: Postgres, redis: Redis, folder: Path, gateways: dict[str, str]) -> None:
        self.postgres, self.redis, self.folder, self.gateways = postgres, redis, folder, gateways
        self.numbers = count(1)
        self.secrets = {"SECRET_KEY": "x" * 50, "MITTO_ENCRYPTION_KEYS": Fernet.generate_key().decode()}
        self._create(MIGRATED, template="template1")
        with psycopg.connect(postgres.url(MIGRATED), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
        for url in (postgres.url(MIGRATED), f"sqlite:///{folder / MIGRATED}"):
            environment = {**os.environ, **self.secrets, "DATABASE_URL": url}
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True, env=environment)

    def environment(self, database: str, gateway: str) -> dict[str, str]:
        name = f"bench{next(self.numbers)}"
        if database == "postgres":
            self._create(name, template=MIGRATED)
            url = self.postgres.url(name)
        else:
            shutil.copy(self.folder / MIGRATED, self.folder / name)
            url = f"sqlite:///{self.folder / name}"
        return {
            **os.environ,
            **self.secrets,
            "DJANGO_SETTINGS_MODULE": "mitto_crm.settings",
            "DATABASE_URL": url,
            "CELERY_BROKER_URL": self.redis.url,
            "MITTO_BASE_URL": self.gateways[gateway],
            "MITTO_BELLS": str(self.folder / "bells"),
            "MITTO_SPOOL": str(self.folder / "spool"),
        }

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@contextmanager
def servers() -> Iterator[Servers]:
    for program in ("nginx", "redis-server"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing. On Debian or Ubuntu: sudo apt install nginx-light redis-server postgresql")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mitto-bench-")))
        gateways = {
            "fast": stack.enter_context(nginx(folder)),
            "slow": stack.enter_context(stub(LATENCY)),
            "bulk": stack.enter_context(stub(0)),
            "watched": stack.enter_context(stub(WATCHED_LATENCY)),
        }
        postgres, redis = stack.enter_context(Postgres(*POSTGRES)), stack.enter_context(Redis())
        yield Servers(postgres, redis, folder, gateways)


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    port = free_port()
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=folder, port=port))
    with running(["nginx", "-c", str(settings)], port) as url:
        yield url


@contextmanager
def stub(latency: int) -> Iterator[str]:
    port = free_port()
    with running([sys.executable, "-m", "benchmarks.stub", str(port), str(latency)], port) as url:
        yield url


@contextmanager
def running(command: list[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    # What they say is not what was measured: that alone goes to stdout.
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    try:
        wait_until_open(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:  # granian's worker misses a signal that comes while it starts
            process.kill()
