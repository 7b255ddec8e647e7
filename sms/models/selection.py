"""Selections: people ticked in a list, to be texted together without a campaign."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, Lead
from crm.models.campaign_member import EXACTLY_ONE_PERSON


class Selection(models.Model):
    """Leads, or contacts, chosen one by one: a broadcast may speak to them as it does to a campaign."""

    class ObjectName(models.TextChoices):
        LEAD = "lead", _("Selected leads")
        CONTACT = "contact", _("Selected contacts")

    object_name = models.CharField(max_length=7, choices=ObjectName.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_object_name_display())

    def get_absolute_url(self) -> str:
        return reverse("send-broadcast", kwargs={"kind": "selection", "pk": self.pk})


class SelectionMember(models.Model):
    """One person of a selection."""

    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="members")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["selection", "pk"]
        constraints = [
            models.CheckConstraint(condition=EXACTLY_ONE_PERSON, name="selected_is_a_lead_or_a_contact"),
            models.UniqueConstraint(fields=["selection", "lead"], name="lead_is_once_in_a_selection"),
            models.UniqueConstraint(fields=["selection", "contact"], name="contact_is_once_in_a_selection"),
        ]
        indexes = [
            # paging through the members of a selection
            models.Index(fields=["selection", "id"], name="member_by_selection"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def person(self) -> Lead | Contact:
        person = self.lead or self.contact
        assert person is not None, "the constraint selected_is_a_lead_or_a_contact holds"
        return person
