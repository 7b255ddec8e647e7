"""Run several processes as one: all start, all stop, and none outlives the others."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

STOP_WITHIN = 10.0  # seconds before a process that does not stop is killed
PR_SET_PDEATHSIG = 1


class Supervisor:
    """Starts named processes and waits until one ends or somebody asks to stop; then it stops the rest."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.is_stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def start(self, name: str, command: Sequence[str]) -> None:
        self.processes[name] = subprocess.Popen(
            command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )

    def ended(self) -> str:
        """The name of a process that is no longer there; empty while all are."""
        return next((name for name, process in self.processes.items() if process.poll() is not None), "")

    def wait(self) -> str:
        """Wait until asked to stop, or until a process ends by itself: then its name comes back."""
        while not self.is_stopping and not self.ended():
            time.sleep(0.2)
        return "" if self.is_stopping else self.ended()

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + STOP_WITHIN
        for process in self.processes.values():
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True


def die_with_parent() -> None:
    """Ask the kernel to end this process when the supervisor is killed without a chance to stop it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
