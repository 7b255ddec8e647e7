"""Contacts: people at the accounts a company does business with."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.fields import E164Field, typed_phone
from crm.models.person import Person


class Contact(Person):
    """Somebody at an account."""

    object_name = "contact"

    class Standing(models.TextChoices):
        """No path: a contact does not pass through these one after the other."""

        ACTIVE = "Active", _("Active")
        INACTIVE = "Inactive", _("Inactive")
        LEFT = "Left the account", _("Left the account")

    account_name = models.CharField(max_length=255, blank=True, default="")
    department = models.CharField(max_length=80, blank=True, default="")
    status = models.CharField(max_length=20, choices=Standing.choices, default=Standing.ACTIVE)
    home_phone = typed_phone("home phone")
    home_phone_e164 = E164Field(source="home_phone")
    other_phone = typed_phone("other phone")
    other_phone_e164 = E164Field(source="other_phone")
    assistant_phone = typed_phone("asst. phone")
    assistant_phone_e164 = E164Field(source="assistant_phone")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # finding the holders of a number, by each field that may be the mobile
            models.Index(fields=["mobile_phone_e164"], name="contact_by_mobile"),
            models.Index(fields=["phone_e164"], name="contact_by_phone"),
            models.Index(fields=["home_phone_e164"], name="contact_by_home_phone"),
            models.Index(fields=["other_phone_e164"], name="contact_by_other_phone"),
            models.Index(fields=["assistant_phone_e164"], name="contact_by_assistant_phone"),
            models.Index(fields=["fax_e164"], name="contact_by_fax"),
            # list sorted by name
            models.Index(fields=["last_name", "first_name", "id"], name="contact_by_name"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("contact", args=[self.pk])
