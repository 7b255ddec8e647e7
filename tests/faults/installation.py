"""One whole installation: a database, a broker, a gateway, and the processes that run on them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
from django.db import connections, transaction

from sms.models import Broadcast, Sms
from sms.status import IN_FLIGHT, Status
from tests.factories import ago, make_broadcast, make_sms, new_number
from tests.faults.gateway import Gateway
from tests.faults.processes import Process, wait_until, web_command, worker_command
from tests.services import free_port, wait_until_open

UNFINISHED = (Status.QUEUED, *IN_FLIGHT)


@contextmanager
def django_on(url: str) -> Iterator[None]:
    """The ORM of this process on another database."""
    before = connections.settings["default"]
    database = {**environ.Env.db_url_config(url), "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": None}
    if url.startswith("sqlite"):
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    _replace_database(connections.configure_settings({"default": database})["default"])
    try:
        yield
    finally:
        _replace_database(before)


def _replace_database(settings: dict[str, object]) -> None:
    connections["default"].close()
    connections.settings["default"] = settings
    del connections["default"]


class Installation:
    """Starts processes with one environment, and stops what is left of them."""

    def __init__(self, *, database_url: str, broker_url: str, gateway: Gateway, folder: Path) -> None:
        self.gateway = gateway
        self.folder = folder
        self.processes: list[Process] = []
        self.web_port = free_port()
        self.environment = {
            **os.environ,  # the secrets of tests.settings are there
            "DJANGO_SETTINGS_MODULE": "mitto_crm.settings",
            "DATABASE_URL": database_url,
            "CELERY_BROKER_URL": broker_url,
            "MITTO_BELLS": str(folder / "bells"),
            "MITTO_SPOOL": str(folder / "spool"),
            "MITTO_BASE_URL": gateway.url,
            "PUBLIC_URL": f"http://127.0.0.1:{self.web_port}",
        }

    def start_worker(self, app: str = "mitto_crm", **environment: str) -> Process:
        name = f"worker{len(self.processes)}"
        return self._start(name, worker_command(name, app), environment)

    def start_web(self) -> Process:
        web = self._start("web", web_command(self.web_port), {})
        wait_until_open(self.web_port)
        return web

    def _start(self, name: str, command: list[str], environment: dict[str, str]) -> Process:
        log = self.folder / f"{name}.log"
        process = Process(command, environment=self.environment | environment, log=log)
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            process.thaw()
            process.kill()

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


def queue_broadcast(size: int) -> Broadcast:
    """A running broadcast whose SMS are all due."""
    with transaction.atomic():
        broadcast = make_broadcast(built_at=ago(1))
        pattern = make_sms(broadcast=broadcast)
        Sms.objects.bulk_create(
            Sms(
                broadcast=broadcast,
                origin=Sms.Origin.BROADCAST,
                originator="MITTO",
                recipient=new_number(),
                text=f"Hello, number {number}",
                encoding=pattern.encoding,
                segments=1,
                due_at=pattern.due_at,
                send_before=pattern.send_before,
            )
            for number in range(1, size)
        )
    return broadcast


def unfinished() -> int:
    return Sms.objects.filter(status__in=UNFINISHED).count()


def wait_until_drained() -> None:
    """Until no SMS waits or is on its way."""
    wait_until(lambda: not unfinished(), what="every SMS has left the queue")
