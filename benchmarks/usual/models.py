"""A message as one would model it at first, with an index for each question somebody asks."""

from django.db import models


class Message(models.Model):
    """One SMS to one number."""

    campaign = models.IntegerField(db_index=True)
    sender = models.CharField(max_length=20)
    recipient = models.CharField(max_length=20, db_index=True)
    text = models.TextField()
    status = models.CharField(max_length=10, default="queued", db_index=True)
    reference = models.CharField(max_length=32, unique=True)
    gateway_id = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "usual"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference
