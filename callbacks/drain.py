"""A web process empties its own spool: workers may run where nobody sees its disk."""

import os
from collections.abc import Callable
from threading import Lock, Thread
from time import sleep

import structlog
from django.db import connections

from callbacks import spool

log = structlog.get_logger(__name__)

TRY_EVERY = 2.0  # seconds


class Drain:
    """A thread that tries until the folder is empty, and ends; at most one per process, and none before it is opened.

    Others may empty the same folder: `empty` makes sure that one at a time does, and returns how many it took.
    """

    lock: Lock
    is_flowing: bool

    def __init__(self, empty: Callable[[], int]) -> None:
        self.empty, self.is_open = empty, False
        self._start_afresh()
        # No thread survives a fork, and a lock may be held by one that did not.
        os.register_at_fork(after_in_child=self._start_afresh)

    def open(self) -> None:
        """For a web process that starts: what an earlier one left behind is taken, and what it will keep itself."""
        self.is_open = True
        self.flow()

    def flow(self) -> None:
        """Make sure that somebody takes what waits."""
        with self.lock:
            if self.is_open and not self.is_flowing and _has_some():
                Thread(target=self._run, name="spool", daemon=True).start()
                self.is_flowing = True

    def _start_afresh(self) -> None:
        self.lock, self.is_flowing = Lock(), False

    def _run(self) -> None:
        while self._is_needed():
            if not self._try():
                sleep(TRY_EVERY)

    def _is_needed(self) -> bool:
        """Whoever spools one more asks under the same lock, after its file is there."""
        with self.lock:
            self.is_flowing = _has_some()
            return self.is_flowing

    def _try(self) -> int:
        try:
            return self.empty()
        except Exception as error:  # whatever it is, what waits is still there
            log.error("spool_not_emptied", error=type(error).__name__)
            return 0
        finally:
            connections.close_all()


def _has_some() -> bool:
    """Whether something waits, or may: a folder that cannot be read now is looked at again."""
    try:
        return spool.size() > 0
    except OSError:
        return True
