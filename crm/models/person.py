"""What leads and contacts share: a name, ways to reach them, an address."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from configuration.countries import COUNTRY_CHOICES
from configuration.models import Configuration
from crm.fields import E164Field, phone_country, typed_phone
from crm.phone import ParsedNumber, parse_number, stored_number

# A space, and the joiners that Persian names and composed emoji are put together with.
KEPT = " \u200c\u200d"


class LeadSource(models.TextChoices):
    WEB = "Web", _("Web")
    PHONE_INQUIRY = "Phone Inquiry", _("Phone Inquiry")
    PARTNER_REFERRAL = "Partner Referral", _("Partner Referral")
    PURCHASED_LIST = "Purchased List", _("Purchased List")
    SMS_REPLY = "SMS Reply", _("SMS Reply")
    OTHER = "Other", _("Other")


class Person(models.Model):
    """Somebody we may text. Which phone field is the mobile is a matter of Setup, not of the person."""

    object_name: ClassVar[str]

    # Name
    salutation = models.CharField(max_length=20, blank=True, default="")
    first_name = models.CharField(max_length=80, blank=True, default="")
    last_name = models.CharField(max_length=80)
    title = models.CharField(max_length=128, blank=True, default="")

    # Reach
    email = models.EmailField(blank=True, default="")
    phone = typed_phone("phone")
    phone_e164 = E164Field(source="phone")
    mobile_phone = typed_phone("mobile phone")
    mobile_phone_e164 = E164Field(source="mobile_phone")
    fax = typed_phone("fax")
    fax_e164 = E164Field(source="fax")

    # Address
    street = models.CharField(max_length=255, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField("state or county", max_length=80, blank=True, default="")
    postal_code = models.CharField("postal code", max_length=20, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="", choices=COUNTRY_CHOICES)

    # About
    lead_source = models.CharField("lead source", max_length=40, blank=True, default="", choices=LeadSource.choices)
    description = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    has_pending_opt_out = models.BooleanField(
        default=False,
        editable=False,
        help_text="Opted out before there was a usable number; applied to the next one.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def mobile_field(self) -> str:
        """The name of the phone field that Setup says is this kind of person's mobile."""
        return str(getattr(Configuration.current(), f"{self.object_name}_mobile"))

    @property
    def mobile(self) -> ParsedNumber:
        """The number this person is texted at, judged: the stored one, by which opt-outs, lists and broadcasts go."""
        if self._state.adding:
            return parse_number(self.mobile_typed, phone_country(self))
        return stored_number(getattr(self, f"{self.mobile_field}_e164"), self.mobile_typed, phone_country(self))

    @property
    def mobile_typed(self) -> str:
        typed: str = getattr(self, self.mobile_field)
        return typed

    @transaction.atomic(savepoint=False)
    def save(self, *args: Any, **options: Any) -> None:
        """A number is saved with what was typed for it, the country it is read by, and the opt-out that follows it."""
        if changed := options.get("update_fields"):
            numbers = [field for field in self._meta.get_fields() if isinstance(field, E164Field)]
            read_anew = [each.name for each in numbers if {each.source, "country"} & set(changed)]
            options["update_fields"] = [*changed, *read_anew]
        super().save(*args, **options)

    def clean(self) -> None:
        for field in self._meta.get_fields():
            if isinstance(field, models.CharField) and (value := getattr(self, field.attname)):
                setattr(self, field.attname, _without_controls(value))


def _without_controls(value: Any) -> str:
    """PostgreSQL refuses NUL; no control character belongs in a name or a number."""
    return "".join(letter for letter in str(value) if letter.isprintable() or letter in KEPT).strip()
