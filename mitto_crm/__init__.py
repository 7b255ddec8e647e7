"""The composition root: settings, URLs and the Celery application."""

from mitto_crm.celery import app as celery_app

__all__ = ["celery_app"]
