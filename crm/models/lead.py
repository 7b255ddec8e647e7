"""Leads: people who may become customers."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models.person import Person


class Lead(Person):
    """Somebody a company does not do business with yet."""

    object_name = "lead"

    class Status(models.TextChoices):
        OPEN = "Open", _("Open")
        WORKING = "Working", _("Working")
        NURTURING = "Nurturing", _("Nurturing")
        CONVERTED = "Converted", _("Converted")
        NOT_CONVERTED = "Not Converted", _("Not Converted")

    class Rating(models.TextChoices):
        HOT = "Hot", _("Hot")
        WARM = "Warm", _("Warm")
        COLD = "Cold", _("Cold")

    company = models.CharField(max_length=255)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    rating = models.CharField(max_length=10, blank=True, default="", choices=Rating.choices)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # finding the holders of a number, by each field that may be the mobile
            models.Index(fields=["mobile_phone_e164"], name="lead_by_mobile"),
            models.Index(fields=["phone_e164"], name="lead_by_phone"),
            models.Index(fields=["fax_e164"], name="lead_by_fax"),
            # list sorted by name
            models.Index(fields=["last_name", "first_name", "id"], name="lead_by_name"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("lead", args=[self.pk])
