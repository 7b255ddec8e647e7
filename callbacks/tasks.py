"""Celery's way in: each task calls one function."""

from celery import shared_task

from callbacks import guard, held, journal, receiver


@shared_task(name="callbacks.sweep")
def sweep_callbacks() -> dict[str, int]:
    return {
        "unspooled": receiver.empty_spool(),
        "retried": journal.retry_failed(),
        "matched": held.match_held(),
        "forgotten": guard.forget_strangers(),
    }
