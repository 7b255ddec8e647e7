"""Tallies: how many SMS of a broadcast stand where, kept by the database itself."""

from django.db import models

from sms.models.broadcast import Broadcast


class Tally(models.Model):
    """A change in the number of SMS, and of parts Mitto accepted, that a broadcast has in one status.

    The sum of a broadcast's rows is the truth at any moment, whatever wrote the SMS; see `sms.tally`.
    """

    # No constraint: checking it would lock the broadcast against whoever builds or steers it.
    broadcast = models.ForeignKey(
        Broadcast, on_delete=models.CASCADE, related_name="tallies", db_constraint=False, db_index=False
    )
    status = models.CharField(max_length=11)
    messages = models.BigIntegerField()
    parts = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        ordering = ["pk"]
        indexes = [
            # the sums of one broadcast
            models.Index(fields=["broadcast", "status"], name="tally_by_broadcast"),
        ]

    def __str__(self) -> str:
        return f"{self.messages:+} {self.status}"
