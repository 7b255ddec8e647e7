"""Held reports: delivery reports that came before their SMS was known."""

from django.db import models

from callbacks.models.raw_event import RawEvent


class HeldReport(models.Model):
    """A report that matched no SMS yet, tried again until a day has passed."""

    raw_event = models.ForeignKey(RawEvent, on_delete=models.CASCADE, related_name="held_reports")
    position = models.PositiveSmallIntegerField(help_text="Which event of the request it was.")
    gateway_key = models.CharField(max_length=64, blank=True, default="")
    reference = models.CharField(max_length=64, blank=True, default="")
    held_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["raw_event", "position"], name="event_is_held_once"),
        ]
        indexes = [
            # has an SMS with this id become known?
            models.Index(fields=["gateway_key"], name="held_by_gateway_key"),
        ]

    def __str__(self) -> str:
        return f"Held report {self.pk}"
