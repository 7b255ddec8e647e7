"""The rules for broadcasts: when they may leave, whom they spare, and when they stop by themselves."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def percentage(label: Any, *, default: int, help_text: Any) -> Any:
    """A share in percent at which a broadcast pauses; 100 never does."""
    validators = [MinValueValidator(1), MaxValueValidator(100)]
    return models.PositiveSmallIntegerField(label, default=default, validators=validators, help_text=help_text)


class BroadcastRules(models.Model):
    """The part of Setup that is about broadcasts alone."""

    # Before
    price_per_part = models.DecimalField(
        _("price per message part"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Shown as the cost before a broadcast is sent. Empty: no cost is shown."),
    )
    currency = models.CharField(max_length=3, blank=True, default="", help_text=_("Such as EUR or GBP."))
    confirm_number_above = models.PositiveIntegerField(
        _("type the number above"),
        default=100,
        help_text=_("A broadcast to more people than this starts only after their number was typed."),
    )
    recently_texted_hours = models.PositiveSmallIntegerField(
        _("spare people texted within (hours)"),
        default=0,
        help_text=_("A broadcast leaves out numbers that were sent an SMS within this time. 0: nobody is spared."),
    )

    # When
    allowed_from = models.TimeField(
        _("send broadcasts from"),
        null=True,
        blank=True,
        help_text=_("By the clock where the recipient lives. Both empty: at any hour."),
    )
    allowed_to = models.TimeField(_("send broadcasts until"), null=True, blank=True)
    missed_after_minutes = models.PositiveSmallIntegerField(
        _("a schedule is missed after (minutes)"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("A scheduled broadcast that could not start within this time asks instead of starting late."),
    )

    # The brake
    failed_limit = percentage(
        _("pause at failed SMS (%)"), default=50, help_text=_("Of those that ended, once 100 have. 100: never.")
    )
    opted_out_limit = percentage(
        _("pause at opt-outs (%)"), default=10, help_text=_("Of those sent, once 100 were. 100: never.")
    )
    unreported_limit = percentage(
        _("pause at missing reports (%)"), default=50, help_text=_("Of the first SMS of a trial run. 100: never.")
    )
    trial_minutes = models.PositiveSmallIntegerField(
        _("wait for the trial run (minutes)"),
        default=10,
        validators=[MinValueValidator(1)],
        help_text=_("How long a trial run waits for delivery reports before it is judged."),
    )

    class Meta:
        abstract = True
