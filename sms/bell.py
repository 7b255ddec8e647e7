"""The bell that wakes a worker. Losing one is harmless: the row is the queue, and workers also look by themselves."""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)

DELIVER = "sms.deliver"
BUILD = "sms.build_broadcast"


def ring_on_commit(task: str = DELIVER, *arguments: int) -> None:
    """Wake a worker once the rows it should find are there to be found."""
    transaction.on_commit(lambda: ring(task, *arguments))


def ring(task: str = DELIVER, *arguments: int) -> None:
    """Wake a worker now; a broker that is down is noted and ignored."""
    try:
        current_app.send_task(task, args=arguments, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("bell_not_rung", task=task, error=type(error).__name__)
