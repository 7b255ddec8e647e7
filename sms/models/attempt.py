"""Attempts: tries that did not simply succeed."""

from django.db import models

from sms.models.sms import Sms


class Attempt(models.Model):
    """One try to post an SMS whose answer was not a plain acceptance, kept so that nobody has to guess.

    An accepted try needs no row: the SMS itself says when it was sent and what Mitto called it.
    """

    sms = models.ForeignKey(Sms, on_delete=models.CASCADE, related_name="attempts")
    attempt_id = models.UUIDField()
    verdict = models.CharField(max_length=16)
    error = models.CharField(max_length=255, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.verdict} ({self.pk})"
