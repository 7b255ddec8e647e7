"""The two forms of the opt-out page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OptOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=255, help_text=_("Kept in the consent history.")
    )


class ClearForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        help_text=_("Kept in the consent history, with your name and the time."),
        error_messages={"required": _("Say why this person may be texted again.")},
    )
