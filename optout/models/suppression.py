"""Suppression: numbers that must not be texted."""

from django.conf import settings
from django.db import models


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def current(self) -> "SuppressionQuerySet":
        """Opt-outs in force."""
        return self.filter(cleared_at__isnull=True)


class Suppression(models.Model):
    """An opt-out of one number, in force until it is cleared. It belongs to the number, not to a record."""

    class Source(models.TextChoices):
        REPLY = "reply", "Reply"
        PERSON = "person", "A person"
        IMPORT = "import", "Import"
        API = "api", "API"

    number = models.CharField(max_length=16)
    source = models.CharField(max_length=8, choices=Source.choices)
    reason = models.CharField(max_length=255, blank=True, default="")
    sms_reference = models.CharField(
        max_length=64, blank=True, default="", help_text="The reply that opted out, by its reference."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = "opt-out"
        ordering = ["-pk"]
        constraints = [
            # may we text this number? asked again for every row right before it is posted
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(cleared_at__isnull=True),
                name="number_has_at_most_one_current_opt_out",
            ),
            models.CheckConstraint(condition=models.Q(number__startswith="+"), name="suppressed_number_is_e164"),
        ]

    def __str__(self) -> str:
        return f"Opt-out {self.pk}"

    @property
    def is_current(self) -> bool:
        return self.cleared_at is None
