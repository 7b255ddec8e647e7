"""Celery's way in: each task calls one function."""

from typing import Any

from celery import Task, shared_task
from celery.signals import worker_process_shutdown

from sms import broadcasts, delivery, heartbeat, stopping, sweep
from sms.bell import BUILD, DELIVER
from sms.flight import close_flight


@shared_task(name=DELIVER, bind=True)
def deliver(self: Task[Any, Any]) -> int:
    heartbeat.beat(self.request.hostname or "worker")
    with stopping.finishing():
        return delivery.deliver()


@shared_task(name=BUILD)
def build_broadcast(broadcast_id: int) -> int:
    return broadcasts.build(broadcast_id)


@shared_task(name="sms.sweep")
def sweep_outbox() -> dict[str, int]:
    return sweep.sweep()


@worker_process_shutdown.connect
def land(**kwargs: object) -> None:
    close_flight()
