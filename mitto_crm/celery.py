"""The Celery application: workers that are rung awake, and look by themselves when nobody rings."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_ready
from kombu import Queue
from kombu.exceptions import OperationalError

from mitto_crm import bells
from mitto_crm.collector import spare_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitto_crm.settings")

LOOK_EVERY = 2.0  # seconds

bells.register()
app = Celery("mitto_crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
# A worker takes from its queues in turn. In one queue the sweeps would stand behind the bell of every SMS that was ever
# sent, and under a backlog each of those is seconds of work: they would expire before their turn, for hours.
app.conf.task_queues = [Queue("celery"), Queue("sweeps")]
app.conf.task_routes = {"*.sweep": {"queue": "sweeps"}}
app.autodiscover_tasks()


@worker_process_init.connect
def spare_the_collector(**kwargs: object) -> None:
    spare_what_is_loaded()


@worker_ready.connect
def keep_looking(sender: Any, **kwargs: object) -> None:
    """Every worker rings its own bells every few seconds, so that a lost one only costs time."""
    sender.timer.call_repeatedly(LOOK_EVERY, ring_all, (sender.pool.num_processes,))


def ring_all(processes: int) -> None:
    """A sweep of each kind, and a delivery for each process.

    Other workers ring too: a database lock lets one sweep of SMS through, and no callback counts twice.
    """
    for name in ("sms.sweep", "callbacks.sweep", *["sms.deliver"] * processes):
        try:
            app.send_task(name, expires=LOOK_EVERY * 2, retry=False)
        except (OperationalError, OSError):
            # The broker is away: the worker reconnects by itself and the next round catches up.
            return
