"""Delivery updates: everything Mitto ever reported about an SMS."""

from django.db import models

from sms.models.sms import Sms


class DeliveryUpdate(models.Model):
    """One delivery report, kept whether or not it changed anything. A repeated report is the same update."""

    class Effect(models.TextChoices):
        MOVED = "moved", "Changed the status"
        KEPT = "kept", "Changed nothing"
        CONTRADICTED = "contradicted", "Contradicts another report"
        PART = "part", "About another part of the text"

    # Its constraint's index begins with it.
    sms = models.ForeignKey(Sms, on_delete=models.CASCADE, related_name="delivery_updates", db_index=False)
    gateway_key = models.CharField(max_length=64, blank=True, default="")
    status = models.CharField(max_length=32)
    error_code = models.CharField(max_length=32, blank=True, default="")
    error_text = models.CharField(max_length=255, blank=True, default="")
    network = models.CharField("network (MCC MNC)", max_length=16, blank=True, default="")
    effect = models.CharField(max_length=12, choices=Effect.choices)
    occurred_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "SMS delivery update"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sms", "gateway_key", "status"], name="report_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.status} ({self.pk})"
