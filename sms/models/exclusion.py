"""Exclusions: campaign members a broadcast left out, and why."""

from django.db import models

from crm.models import Contact, Lead
from sms.models.broadcast import Broadcast


class Exclusion(models.Model):
    """One member who was left out of one broadcast, frozen with the reason at that moment."""

    class Reason(models.TextChoices):
        NO_NUMBER = "no_number", "No mobile number"
        UNUSABLE_NUMBER = "unusable_number", "Unusable number"
        OPTED_OUT = "opted_out", "Opted out"
        HELD = "held", "Waiting for review"
        SAME_NUMBER = "same_number", "Same number as another member"
        EMPTY_TEXT = "empty_text", "The text is empty for this person"
        TEXT_TOO_LONG = "text_too_long", "The text is too long for this person"
        RECENTLY_TEXTED = "recently_texted", "Texted recently"
        OUTSIDE_HOURS = "outside_hours", "Never within the allowed hours"
        DOUBTFUL = "doubtful", "Perhaps not a mobile number"

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="exclusions")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member_id = models.BigIntegerField()
    reason = models.CharField(max_length=15, choices=Reason.choices)
    detail = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        ordering = ["broadcast", "member_id"]
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "member_id"], name="member_is_excluded_once"),
        ]
        indexes = [
            # counts and lists per reason
            models.Index(fields=["broadcast", "reason"], name="exclusion_by_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.member_id})"
