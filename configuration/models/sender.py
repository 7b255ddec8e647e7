"""Default senders: what the phone shows as "From"."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

NUMERIC = re.compile(r"\+?[0-9]{3,}")
BRANDED = re.compile(r"[A-Za-z0-9-]{3,11}")


class Sender(models.Model):
    """A sender ID. Numeric senders can be answered; branded ones are one-way."""

    class Type(models.TextChoices):
        NUMERIC = "numeric", _("Numeric")
        BRANDED = "branded", _("Branded")

    type = models.CharField(_("type"), max_length=7, choices=Type.choices, default=Type.NUMERIC)
    name = models.CharField(_("sender's name"), max_length=15, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "default sender"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=["numeric", "branded"]), name="sender_type_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_answered(self) -> bool:
        return self.type == self.Type.NUMERIC

    def clean(self) -> None:
        self.name = (self.name or "").strip()
        if problem := name_problem(self.name, type=self.type):
            raise ValidationError({"name": problem})


def name_problem(name: str, *, type: str) -> str:
    """What is wrong with a sender ID of this type; empty when nothing is.

    Numeric: 3 digits or more, 15 characters at most, a leading + allowed. Branded: 3 to 11 letters, digits and
    hyphens with at least one letter and no spaces (the original's limits; Mitto's lower bound).
    """
    if type == Sender.Type.NUMERIC:
        if not NUMERIC.fullmatch(name):
            return "A numeric sender is digits only, at least 3, with an optional + in front."
        return "A numeric sender has at most 15 characters." if len(name) > 15 else ""
    if " " in name:
        return "A branded sender has no spaces."
    if len(name) > 11:
        return f"A branded sender has at most 11 characters; this one has {len(name)}."
    if not BRANDED.fullmatch(name) or not any(character.isalpha() for character in name):
        return "A branded sender has 3 to 11 letters (A-Z), digits or hyphens, at least one of them a letter."
    return ""
