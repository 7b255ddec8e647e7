"""Workers: who is alive to deliver."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

SILENT_AFTER = timedelta(seconds=30)


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self) -> "WorkerQuerySet":
        """Seen within the last half minute, by database time."""
        return self.filter(seen_at__gt=Now() - SILENT_AFTER)


class Worker(models.Model):
    """A Celery worker by its node name, and when it was last seen at work."""

    name = models.CharField(max_length=255, unique=True)
    seen_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
