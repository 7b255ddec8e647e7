"""The form of the pre-flight: what goes to an audience, when, and that it is really meant."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from record_pages.forms.send import SendForm
from sms import wording
from sms.audience import Audience
from sms.launching import PAST

MINUTES = "%Y-%m-%dT%H:%M"  # as browsers send it


class BroadcastForm(SendForm):
    """What the panel held, and everything the pre-flight asks besides."""

    scheduled_at = forms.DateTimeField(
        label=_("Send at (empty: now)"),
        required=False,
        input_formats=[MINUTES, f"{MINUTES}:%S"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
        error_messages={"invalid": _("Write a date and a time, such as 2027-01-31 09:30.")},
    )
    leave_out_doubtful = forms.BooleanField(label=_("Leave out numbers that may not be mobiles"), required=False)
    is_trial_first = forms.BooleanField(
        label=_("Trial run: send to 1 % first"),
        required=False,
        help_text=_("The rest follows only if failures, opt-outs and missing reports stay under Setup's limits."),
    )
    typed_count = forms.CharField(
        label=_("Number of recipients"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    preflight_digest = forms.CharField(widget=forms.HiddenInput, required=False)

    subject: Audience

    @property
    def is_wording_wrong(self) -> bool:
        """Whether there is nothing to count yet: the panel itself must be mended first."""
        return any(self[name].errors for name in ("sender", "template", "text"))

    def clean_scheduled_at(self) -> datetime | None:
        scheduled_at: datetime | None = self.cleaned_data["scheduled_at"]
        if scheduled_at and scheduled_at <= timezone.now():
            raise forms.ValidationError(PAST)
        return scheduled_at

    def clean_typed_count(self) -> int | None:
        """The number however it is grouped: 1,912 is 1912."""
        digits = "".join(filter(str.isdecimal, self.cleaned_data["typed_count"]))
        return int(digits) if digits else None

    def clean(self) -> dict[str, Any]:
        for problem in wording.problems_of(self.cleaned_data.get("text") or "-", self.subject.object_name):
            self.add_error("text", problem)
        return self.cleaned_data
