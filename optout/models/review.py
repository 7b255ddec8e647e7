"""Reviews: replies that may be an opt-out and wait for a person."""

from django.conf import settings
from django.db import models


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> "ReviewQuerySet":
        """Not decided yet: broadcasts and automations to the number are held."""
        return self.filter(decided_at__isnull=True)


class Review(models.Model):
    """A refusal in free words: holds broadcasts to its number until somebody decides."""

    class Decision(models.TextChoices):
        OPT_OUT = "opt_out", "Opted out"
        NOT_AN_OPT_OUT = "not_an_opt_out", "Not an opt-out"

    number = models.CharField(max_length=16)
    text = models.TextField()
    rule = models.CharField(max_length=255)
    sms_reference = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=16, choices=Decision.choices, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # is this number held? asked for every broadcast row right before it is posted
            models.Index(fields=["number"], condition=models.Q(decided_at__isnull=True), name="open_review_by_number"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"
