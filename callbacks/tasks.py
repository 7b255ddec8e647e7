"""Celery's way in: each task calls one function."""

from celery import shared_task

from callbacks import held


@shared_task(name="callbacks.sweep")
def sweep_callbacks() -> int:
    return held.match_held()
