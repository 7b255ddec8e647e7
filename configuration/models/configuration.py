"""What the admin set up: one row for the whole installation."""

import secrets
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from configuration.countries import COUNTRY_CHOICES
from configuration.encryption import EncryptedTextField
from configuration.models.broadcast_rules import BroadcastRules
from configuration.models.callback_rules import CallbackRules
from configuration.models.reply_rules import ReplyRules

TOKEN_OVERLAP = timedelta(days=7)

_remembered: ContextVar[list["Configuration"] | None] = ContextVar("remembered_configuration", default=None)


def new_callback_token() -> str:
    """256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def check_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError("This is not a time zone. Use a name such as Europe/London.")


class Configuration(BroadcastRules, CallbackRules, ReplyRules):
    """The settings of this installation: how to reach Mitto, which phone field is the mobile, what is allowed."""

    class LeadMobile(models.TextChoices):
        MOBILE_PHONE = "mobile_phone", _("Mobile Phone")
        PHONE = "phone", _("Phone")
        FAX = "fax", _("Fax")

    class UserAccess(models.TextChoices):
        """Who besides admins may send from records, as the original's installer asked."""

        ADMINS = "admins", _("Admins only")
        ALL = "all", _("All users, also those added later")
        CHOSEN = "chosen", _("The people chosen below")

    class ContactMobile(models.TextChoices):
        MOBILE_PHONE = "mobile_phone", _("Mobile Phone")
        PHONE = "phone", _("Phone")
        HOME_PHONE = "home_phone", _("Home Phone")
        OTHER_PHONE = "other_phone", _("Other Phone")
        ASSISTANT_PHONE = "assistant_phone", _("Asst. Phone")
        FAX = "fax", _("Fax")

    # Mitto
    product_key = EncryptedTextField("product key", blank=True)
    # By the database's clock: a new key ends the pause that a refused one caused.
    key_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    rate_limit = models.PositiveIntegerField(
        _("messages per second"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("The most SMS parts Mitto may be handed per second. Empty: no limit."),
    )
    retry_internal_errors = models.BooleanField(
        _("retry internal errors"),
        default=True,
        help_text=_("When Mitto answers with an internal error and no message id, try up to five times."),
    )
    is_bulk_endpoint_used = models.BooleanField(
        _("send identical texts in bulk"),
        default=False,
        help_text=_("Hand identical texts of a broadcast to Mitto's bulk endpoint, up to 500 numbers a call."),
    )

    # People
    lead_mobile = models.CharField(
        _("Lead Mobile"),
        max_length=20,
        choices=LeadMobile.choices,
        default=LeadMobile.MOBILE_PHONE,
        help_text=_("The lead's phone field that holds the mobile number."),
    )
    contact_mobile = models.CharField(
        _("Contact Mobile"),
        max_length=20,
        choices=ContactMobile.choices,
        default=ContactMobile.MOBILE_PHONE,
        help_text=_("The contact's phone field that holds the mobile number."),
    )
    default_country = models.CharField(
        max_length=2,
        choices=COUNTRY_CHOICES,
        default="GB",
        help_text=_("How numbers without a country code are read when the record names no country."),
    )
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_time_zone])

    # Limits
    send_before_hours = models.PositiveSmallIntegerField(
        _("give up after (hours)"),
        default=24,
        validators=[MinValueValidator(1)],
        help_text=_("An SMS that could not leave within this time is left out instead of arriving late."),
    )

    # Callback: the token in the URL is the only thing that tells Mitto from a stranger.
    callback_token = EncryptedTextField(default=new_callback_token, editable=False)
    # "token:until token:until": whoever replaces a token twice must not shut out what Mitto still uses.
    previous_callback_token = EncryptedTextField(blank=True, default="", editable=False)
    previous_token_until = models.DateTimeField(null=True, blank=True, editable=False)

    # Asked on the first visit to Setup; empty until answered.
    user_access = models.CharField(max_length=6, choices=UserAccess.choices, blank=True, default="", editable=False)
    approved_gateway = models.CharField(max_length=255, blank=True, default="", editable=False)

    changed_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(
        excluded_fields=[
            "product_key",
            "key_changed_at",
            "callback_token",
            "previous_callback_token",
            "callback_secret",
            "changed_at",
        ]
    )

    class Meta:
        verbose_name = verbose_name_plural = "Setup"
        ordering = ["pk"]
        permissions = [
            ("send_sms", "Send SMS from records"),
            ("send_broadcast", "Send SMS to campaigns"),
            ("clear_opt_out", "Clear an opt-out, with a reason"),
            ("settle_unknown", "Settle SMS nobody knows the fate of"),
            ("reveal_product_key", "Reveal the product key"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_configuration"),
            models.CheckConstraint(
                condition=models.Q(rate_limit__isnull=True) | models.Q(rate_limit__gte=1),
                name="rate_limit_is_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(allowed_from__isnull=True, allowed_to__isnull=True)
                | models.Q(
                    allowed_from__isnull=False, allowed_to__isnull=False, allowed_from__lt=models.F("allowed_to")
                ),
                name="allowed_hours_begin_before_they_end",
                violation_error_message="Give both hours, the first before the second, or leave both empty.",
            ),
        ]

    def __str__(self) -> str:
        return "Setup"

    @classmethod
    def current(cls) -> "Configuration":
        """The one row, made with its defaults where there is none yet; read once where it is remembered."""
        remembered = _remembered.get()
        if remembered is None:
            return cls.objects.get_or_create(pk=1)[0]
        if not remembered:
            remembered.append(cls.objects.get_or_create(pk=1)[0])
        return remembered[0]

    @classmethod
    @contextmanager
    def remembered(cls) -> Iterator[None]:
        """Within this block, `current` answers with the same row: a page asks for it a dozen times."""
        token = _remembered.set([])
        try:
            yield
        finally:
            _remembered.reset(token)

    def save(self, *args: Any, **options: Any) -> None:
        """Save, and let a remembered copy be read anew: no way of saving may leave a stale one behind."""
        super().save(*args, **options)
        if remembered := _remembered.get():
            remembered.clear()

    @property
    def live_callback_tokens(self) -> list[str]:
        """The token in use, and those before it whose seven days are not over."""
        return [self.callback_token, *(token for token, until in self._previous_tokens() if timezone.now() < until)]

    def replace_callback_token(self, *, revoke_now: bool = False) -> None:
        """Give Mitto's URL a new token; each old one works for its seven days unless all are revoked at once."""
        until = timezone.now() + TOKEN_OVERLAP
        previous = [] if revoke_now else [*self._previous_tokens(), (self.callback_token, until)]
        self.previous_callback_token = " ".join(
            f"{token}:{end.timestamp()}" for token, end in previous if timezone.now() < end
        )
        self.previous_token_until = None if revoke_now else until
        self.callback_token = new_callback_token()
        self.save(update_fields=["callback_token", "previous_callback_token", "previous_token_until", "changed_at"])

    def _previous_tokens(self) -> list[tuple[str, datetime]]:
        pairs = (each.partition(":") for each in self.previous_callback_token.split())
        # One that an earlier version stored has no time of its own.
        return [
            (token, datetime.fromtimestamp(float(until), UTC) if until else self.previous_token_until or timezone.now())
            for token, _, until in pairs
        ]
