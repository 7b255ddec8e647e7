"""Processes that a test starts, watches and kills: workers and the web, as production runs them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

# Seconds. The leases of a killed worker end after a minute, and a busy machine takes its time; only a failure waits
# this long.
PATIENCE = 240.0


def wait_until(condition: Callable[[], object], *, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"After {PATIENCE:.0f} s it still had not happened: {what}."
        time.sleep(0.05)


class Process:
    """One process with its children, and a file that keeps what it logs."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> None:
        self.command = command
        self.environment = dict(environment)
        self.log = log
        self.popen = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, process_group=0
            )

    @property
    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def restart(self) -> None:
        """As a supervisor would: only if it is gone."""
        if not self.is_alive:
            self.popen = self._start()

    def children(self) -> list[int]:
        with suppress(FileNotFoundError, ProcessLookupError):
            return [
                int(pid) for pid in Path(f"/proc/{self.popen.pid}/task/{self.popen.pid}/children").read_text().split()
            ]
        return []

    def family(self) -> list[int]:
        return [self.popen.pid, *self.children()] if self.is_alive else []

    def kill(self) -> None:
        """The whole family at once, without a chance to say goodbye."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def freeze(self) -> None:
        self.signal_family(signal.SIGSTOP)

    def thaw(self) -> None:
        with suppress(ProcessLookupError):
            self.signal_family(signal.SIGCONT)

    def terminate(self) -> None:
        """Ask its main process to stop, as a supervisor does."""
        self.popen.terminate()

    def signal_family(self, number: signal.Signals) -> None:
        os.killpg(self.popen.pid, number)

    def wait(self) -> None:
        """Until it has ended."""
        self.popen.wait(timeout=PATIENCE)


def worker_command(name: str, app: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", app, "worker", "-c", "1", "-n", f"{name}@here", "-l", "WARNING"]


def web_command(port: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "4", "--no-ws"]
    return [*granian, "--host", "127.0.0.1", "--port", str(port), "mitto_crm.wsgi:application"]
