"""Celery workers as a measurement runs them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def worker(app: str, processes: int) -> Iterator["subprocess.Popen[bytes]"]:
    """One worker with so many processes, ready to take tasks."""
    command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", app, "worker", "-c", str(processes), "-l", "ERROR"]
    started = subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # its banner; the measurement's own output is JSON
        process_group=0,
    )
    try:
        wait_until(lambda: len(children(started.pid)) == processes)
        time.sleep(2.5)  # it connects to the broker, and each process has warmed up on a first bell
        yield started
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def wait_until(condition: Callable[[], object], *, within: float = 600) -> None:
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"It did not happen within {within:.0f} s.")
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory(pid: int) -> float:
    """Resident megabytes of the largest child."""
    page = os.sysconf("SC_PAGE_SIZE")
    return max(int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children(pid)) * page / 1e6
