"""The consent ledger: everything that ever happened to a number's consent. Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ConsentEvent(models.Model):
    """One line of the ledger: what changed for a number, when, by whom or which message, in which words."""

    class What(models.TextChoices):
        OPTED_OUT = "opted_out", "Opted out"
        OPTED_IN = "opted_in", "Opted in again"
        CLEARED = "cleared", "Opt-out cleared"
        CARRIED = "carried", "Carried to a new number"
        HELD = "held", "Held for review"
        RELEASED = "released", "Review: not an opt-out"
        ASKED = "asked", "Asked to be texted again; the opt-out stays"
        PENDING = "pending", "Opted out without a usable number"

    number = models.CharField(max_length=16, blank=True)
    what = models.CharField(max_length=10, choices=What.choices)
    source = models.CharField(max_length=8)
    wording = models.TextField(blank=True, default="", help_text="The words of the reply, or the reason given.")
    sms_reference = models.CharField(max_length=64, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    was_opted_out = models.BooleanField(help_text="Before this event.")
    is_opted_out = models.BooleanField(help_text="After this event.")
    # Words that waited on the spool were said before they were heard.
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the history of one number
            models.Index(fields=["number", "id"], name="consent_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.pk})"
