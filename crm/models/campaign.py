"""Campaigns: a reason to text many people at once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Campaign(models.Model):
    """A set of leads and contacts who are told the same thing."""

    object_name: ClassVar[str] = "campaign"

    class Type(models.TextChoices):
        SMS = "SMS", "SMS"
        CONFERENCE = "Conference", _("Conference")
        WEBINAR = "Webinar", _("Webinar")
        TRADE_SHOW = "Trade Show", _("Trade Show")
        ADVERTISEMENT = "Advertisement", _("Advertisement")
        OTHER = "Other", _("Other")

    class Status(models.TextChoices):
        PLANNED = "Planned", _("Planned")
        IN_PROGRESS = "In Progress", _("In Progress")
        COMPLETED = "Completed", _("Completed")
        ABORTED = "Aborted", _("Aborted")

    name = models.CharField(max_length=80)
    type = models.CharField(max_length=20, choices=Type.choices, default=Type.SMS)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLANNED)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)
    description = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_date__isnull=True)
                | models.Q(start_date__isnull=True)
                | models.Q(end_date__gte=models.F("start_date")),
                name="campaign_ends_after_it_starts",
                violation_error_message="A campaign ends on or after the day it starts.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaign", args=[self.pk])
