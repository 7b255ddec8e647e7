"""Which SMS a list shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sms.models import Sms
from sms.status import Status

DIRECTIONS = [("", _("All directions")), *Sms.Direction.choices]
STATUSES = [("", _("All statuses")), *Status.choices]
# From "View all" of a record's SMS.
RECORDS = ("lead", "contact", "campaign", "broadcast")


class SmsFilter(forms.Form):
    """Everything given must be true of an SMS."""

    direction = forms.ChoiceField(label=_("Direction"), choices=DIRECTIONS, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, required=False)
    lead = forms.IntegerField(widget=forms.HiddenInput, required=False)
    contact = forms.IntegerField(widget=forms.HiddenInput, required=False)
    campaign = forms.IntegerField(widget=forms.HiddenInput, required=False)
    broadcast = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s")

    def apply(self, rows: Any) -> Any:
        """The rows that fit; none where the filter itself makes no sense."""
        if not self.is_valid():
            return rows.none()
        given = self.given()
        status = given.pop("status", None)
        return (rows.of_status(status) if status else rows).filter(**given)

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def in_words(self) -> str:
        """Such as "outbound · delivered · of one campaign"; empty where nothing is filtered."""
        if not self.is_valid():
            return str(_("a filter that does not exist"))
        words = [self.choice(name) for name in ("direction", "status") if self.cleaned_data[name]]
        words += [str(_("of one %(record)s")) % {"record": name} for name in RECORDS if self.cleaned_data[name]]
        return " · ".join(words)

    def choice(self, name: str) -> str:
        return str(dict(self.fields[name].choices)[self.cleaned_data[name]]).lower()  # type: ignore[attr-defined]
