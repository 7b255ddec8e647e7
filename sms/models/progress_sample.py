"""Progress samples: where a broadcast stood at moments of its run, for its rate and its curves."""

from django.db import models

from sms.models.broadcast import Broadcast


class ProgressSample(models.Model):
    """How many SMS of a broadcast had left, had arrived and had failed at one moment."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="samples")
    at = models.DateTimeField()
    gone = models.PositiveIntegerField(help_text="Handed to Mitto, or ended otherwise.")
    delivered = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    class Meta:
        ordering = ["broadcast", "at"]
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "at"], name="broadcast_is_sampled_once_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.broadcast} at {self.at}"
