"""The journal: every request to the callback, as it came."""

from django.db import models


class RawEvent(models.Model):
    """One request of Mitto's, stored before anything is done with it. It may carry several events."""

    class Outcome(models.TextChoices):
        PENDING = "pending", "Not processed yet"
        PROCESSED = "processed", "Processed"
        HELD = "held", "Holds a report for an SMS not known yet"
        IGNORED = "ignored", "Nothing in it was understood"
        FAILED = "failed", "Processing failed; try again"

    received_at = models.DateTimeField(auto_now_add=True)
    method = models.CharField(max_length=4)
    query = models.TextField(blank=True, default="")
    content_type = models.CharField(max_length=100, blank=True, default="")
    body = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64, help_text="Finds repeats; never drops one.")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.PENDING)
    note = models.CharField(max_length=255, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "callback event"
        ordering = ["-pk"]
        indexes = [
            # sweep: what was stored but not processed
            models.Index(
                fields=["id"], condition=models.Q(outcome__in=["pending", "failed"]), name="raw_event_waiting"
            ),
            # has exactly this come before?
            models.Index(fields=["digest"], name="raw_event_by_digest"),
        ]

    def __str__(self) -> str:
        return f"Event {self.pk}"
