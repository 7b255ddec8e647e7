"""Campaign members: who a campaign speaks to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.campaign import Campaign
from crm.models.contact import Contact
from crm.models.lead import Lead

EXACTLY_ONE_PERSON = models.Q(lead__isnull=False, contact__isnull=True) | models.Q(
    lead__isnull=True, contact__isnull=False
)


class CampaignMember(models.Model):
    """A lead or a contact in a campaign: never both, and once per campaign."""

    class Status(models.TextChoices):
        ADDED = "Added", _("Added")
        SENT = "Sent", _("Sent")
        RESPONDED = "Responded", _("Responded")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="campaign_members")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="campaign_members"
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ADDED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["campaign", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=EXACTLY_ONE_PERSON,
                name="member_is_a_lead_or_a_contact",
                violation_error_message="A campaign member is a lead or a contact: choose one of them.",
            ),
            models.UniqueConstraint(
                fields=["campaign", "lead"],
                name="lead_is_once_in_a_campaign",
                violation_error_message="This lead is already in the campaign.",
            ),
            models.UniqueConstraint(
                fields=["campaign", "contact"],
                name="contact_is_once_in_a_campaign",
                violation_error_message="This contact is already in the campaign.",
            ),
        ]
        indexes = [
            # paging through the members of a campaign
            models.Index(fields=["campaign", "id"], name="member_by_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.campaign}"

    @property
    def person(self) -> Lead | Contact:
        person = self.lead or self.contact
        assert person is not None, "the constraint member_is_a_lead_or_a_contact holds"
        return person
