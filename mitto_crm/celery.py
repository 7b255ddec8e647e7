"""The Celery application: workers that are rung awake, and sweep by themselves when nobody rings."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from kombu.exceptions import OperationalError

from mitto_crm import bells

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitto_crm.settings")

SWEEP_EVERY = 2.0  # seconds

bells.register()
app = Celery("mitto_crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def keep_sweeping(sender: Any, **kwargs: object) -> None:
    """Every worker asks for a sweep every few seconds; a database lock lets one at a time through."""
    sender.timer.call_repeatedly(SWEEP_EVERY, ask_for_sweep)


def ask_for_sweep() -> None:
    for name in ("sms.sweep", "callbacks.sweep"):
        try:
            app.send_task(name, expires=SWEEP_EVERY * 2, retry=False)
        except (OperationalError, OSError):
            # The broker is away: the worker reconnects by itself and the next sweep catches up.
            return
