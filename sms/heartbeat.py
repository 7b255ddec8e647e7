"""The heartbeat: each worker says now and then that it is alive."""

import time

from django.db.models.functions import Now

from sms.models import Worker

EVERY = 5.0  # seconds

_last_beat = 0.0


def beat(name: str) -> None:
    """Note that the worker `name` is at work; writes once every few seconds per process."""
    global _last_beat
    if time.monotonic() - _last_beat < EVERY:
        return
    _last_beat = time.monotonic()
    Worker.objects.update_or_create(name=name, defaults={"seen_at": Now()})
