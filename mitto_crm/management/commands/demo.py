"""The demo: web, worker and simulator on this machine, from nothing, with one command."""

import fcntl
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from gateway.client import is_allowed_base_url
from mitto_crm import demo_environment
from mitto_crm.supervisor import Supervisor

HOST = "127.0.0.1"
START_WITHIN = 120.0  # seconds

WELCOME = """
  Mitto CRM is running: {url}

    Log in as    agent, manager or admin, each with the password  demo
    {gateway}

  Ctrl+C stops everything. Your data stays in {folder}.
"""
SIMULATED = "Phones       {simulator}\n                 Nothing leaves this machine: a simulator stands in for Mitto."
REAL = "Gateway      {host}: messages you send go there."


class Command(BaseCommand):
    help = (
        "Start Mitto CRM on this machine with demo data, a worker and a simulator of Mitto. State lives in var/demo; "
        "MITTO_BASE_URL in the environment names another gateway, and then no simulator is started."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to serve (default: 8000)")
        parser.add_argument("--reset", action="store_true", help="forget all demo data first")

    def handle(self, *, port: int, reset: bool, **options: Any) -> None:
        require_known_gateway()
        with alone():
            require_free(port)
            if reset:
                self._reset()
            self._run(port)

    def _run(self, port: int) -> None:
        supervisor = Supervisor(os.environ)
        try:
            self._fill()
            supervisor.environment = self._environment(port)
            self._start(supervisor, port)
            if not supervisor.is_stopping:
                self._welcome(supervisor.environment)
            if name := supervisor.wait():
                raise CommandError(f"The {name} stopped by itself, so the demo stops. Its last lines above say why.")
        finally:
            self.stdout.write("\nStopping…")
            supervisor.stop()

    def _fill(self) -> None:
        # The web starts only once the data is in: /livez then means "ready to be used".
        call_command("migrate", verbosity=0)
        call_command("seed", stdout=self.stdout)
        connections.close_all()
        self.stdout.flush()  # before the processes' own lines, also into a file

    def _reset(self) -> None:
        connections.close_all()
        secrets = demo_environment.read()
        shutil.rmtree(demo_environment.state_folder())
        demo_environment.write(secrets)

    def _environment(self, port: int) -> dict[str, str]:
        """What the processes get, kept so that `manage.py` in the same folder acts on this demo."""
        if "MITTO_BASE_URL" in demo_environment.GIVEN:
            gateway, simulator = os.environ["MITTO_BASE_URL"], ""
        else:
            gateway = simulator = f"http://{HOST}:{free_port(port + 1)}"
        changes = {
            "PUBLIC_URL": f"http://{HOST}:{port}",
            "MITTO_BASE_URL": gateway,
            "MITTO_SIMULATOR_URL": simulator,
        }
        demo_environment.write(changes)
        return {**os.environ, **changes, "DJANGO_SETTINGS_MODULE": "mitto_crm.settings", "PYTHONUNBUFFERED": "1"}

    def _start(self, supervisor: Supervisor, port: int) -> None:
        python = sys.executable
        if simulator := supervisor.environment["MITTO_SIMULATOR_URL"]:
            simulator_port = simulator.rpartition(":")[2]
            supervisor.start("simulator", [python, "manage.py", "simulator", "--port", simulator_port])
        worker = (
            "-m celery -q -A mitto_crm worker -c 2 -l WARNING --without-gossip --without-mingle --without-heartbeat"
        )
        # In a container everybody is root, and a demo may be.
        supervisor.start("worker", [python, "-W", "ignore:You're running the worker with superuser", *worker.split()])
        web = (
            f"-m granian --interface wsgi --host {HOST} --port {port} --blocking-threads 4 --no-ws --log-level warning"
        )
        supervisor.start("web", [python, *web.split(), "mitto_crm.wsgi:application"])
        wait_for(f"http://{HOST}:{port}/livez", supervisor)

    def _welcome(self, environment: Mapping[str, str]) -> None:
        simulator, host = environment["MITTO_SIMULATOR_URL"], urlsplit(environment["MITTO_BASE_URL"]).netloc
        gateway = SIMULATED.format(simulator=simulator) if simulator else REAL.format(host=host)
        folder = demo_environment.state_folder()
        self.stdout.write(WELCOME.format(url=environment["PUBLIC_URL"], gateway=gateway, folder=folder))
        self.stdout.flush()


@contextmanager
def alone() -> Iterator[None]:
    """Let no second demo at the same state; the lock goes with the process, however it ends."""
    folder = demo_environment.state_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            url = demo_environment.read()["PUBLIC_URL"]
            raise CommandError(f"This demo runs already, at {url}. Stop it there with Ctrl+C first.") from None
        yield


def require_known_gateway() -> None:
    url = os.environ.get("MITTO_BASE_URL", "")
    if "MITTO_BASE_URL" in demo_environment.GIVEN and not is_allowed_base_url(url):
        raise CommandError("MITTO_BASE_URL is neither one of Mitto's hosts over https nor this machine.")


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            raise CommandError(f"There is no port {port}. Choose one from 1 to 65535.") from None
        except OSError:
            raise CommandError(
                f'Port {port} is taken by another program. Try: make demo ARGS="--port {port + 10}"'
            ) from None


def free_port(wanted: int) -> int:
    """The wanted port, or any other where it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            chosen: int = probe.getsockname()[1]
            return chosen
    raise CommandError("This machine has no free port.")


def wait_for(url: str, supervisor: Supervisor) -> None:
    """Wait until the web answers, or say which process did not come up."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and not supervisor.is_stopping:
        if name := supervisor.ended():
            raise CommandError(f"The {name} did not start. Its lines above say why.")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    if not supervisor.is_stopping:
        raise CommandError(f"The web did not answer within {START_WITHIN:.0f} seconds. Its lines above may say why.")
