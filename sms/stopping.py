"""Stopping: a worker process that is told to stop lands what it has in the air first.

Celery's main process waits for its children; but whoever stops a service may tell the children too, as systemd does,
and what they were posting would be unknown.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def finishing() -> Iterator[None]:
    """What is done in here ends by itself; a SIGTERM that comes meanwhile is heard after it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return
    told: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if told:
            signal.raise_signal(signal.SIGTERM)
