"""Page layouts: which parts of Mitto SMS a record page shows."""

from django.db import models
from simple_history.models import HistoricalRecords


class PageLayout(models.Model):
    """What the pages of one object show: the original's *Page Layouts Adjustment*, without its drag and drop."""

    class Object(models.TextChoices):
        LEAD = "lead", "Leads"
        CONTACT = "contact", "Contacts"
        CAMPAIGN = "campaign", "Campaigns"
        SMS = "sms", "SMS"

    object = models.CharField(max_length=8, choices=Object.choices, unique=True)
    has_send_button = models.BooleanField("Send SMS button", default=True)
    has_send_panel = models.BooleanField("Send SMS panel", default=True)
    has_sms_list = models.BooleanField("SMS related list", default=True)
    is_opt_out_shown = models.BooleanField("SMS opt-out shown", default=True)
    is_opt_out_editable = models.BooleanField("SMS opt-out editable", default=True)
    has_delivery_updates = models.BooleanField("SMS Delivery updates", default=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(object__in=["lead", "contact", "campaign", "sms"]),
                name="page_layout_object_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"Page layout of {self.get_object_display()}"

    @classmethod
    def for_object(cls, name: str) -> "PageLayout":
        """The layout of leads, contacts, campaigns or SMS; until an admin changes it, everything is on."""
        return cls.objects.get_or_create(object=name)[0]

    @property
    def parts(self) -> tuple[str, ...]:
        """The switches that mean something on this object's pages."""
        return PARTS[self.object]


SENDING = ("has_send_button", "has_send_panel", "has_sms_list")
PARTS = {
    "lead": (*SENDING, "is_opt_out_shown", "is_opt_out_editable"),
    "contact": (*SENDING, "is_opt_out_shown", "is_opt_out_editable"),
    "campaign": SENDING,
    "sms": ("has_delivery_updates",),
}
