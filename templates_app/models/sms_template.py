"""SMS templates: texts written once, personalised each time."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from configuration.models import Sender
from templates_app.merge import find_problems

MAX_LENGTH = 1600


class SmsTemplate(models.Model):
    """A text for leads, contacts or campaigns, with merge fields such as ``<%=FirstName%>``."""

    class RelatedObject(models.TextChoices):
        LEAD = "lead", "Lead"
        CONTACT = "contact", "Contact"
        CAMPAIGN = "campaign", "Campaign"

    name = models.CharField("template name", max_length=80, unique=True)
    related_object = models.CharField("related object", max_length=8, choices=RelatedObject.choices)
    sender = models.ForeignKey(
        Sender, verbose_name="From", null=True, blank=True, on_delete=models.SET_NULL, related_name="templates"
    )
    text = models.TextField(max_length=MAX_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "SMS template"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(related_object__in=["lead", "contact", "campaign"]),
                name="template_object_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("template", args=[self.pk])

    def clean(self) -> None:
        if problems := find_problems(self.text, self.related_object):
            raise ValidationError({"text": problems})
