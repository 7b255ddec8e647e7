"""The form of Setup: a product key goes in and never comes out again."""

import zoneinfo
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget

from configuration.models import Configuration
from configuration.product_key import key_problem

KEY_STORED = "A key is stored. Leave this empty to keep it."
NO_KEY = "No key yet. Your account manager at Mitto gives it to you."


class SetupForm(forms.ModelForm):  # type: ignore[type-arg]
    # Not named like the model's field: a form fills in what the model holds under the same name.
    new_key = forms.CharField(
        label="Product Key",
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}, render_value=False),
    )
    time_zone = forms.ChoiceField(
        choices=[(name, name) for name in sorted(zoneinfo.available_timezones())],
        widget=UnfoldAdminSelectWidget,
        help_text="In which times are shown and hours are counted.",
    )

    class Meta:
        model = Configuration
        fields = ()  # the admin's fieldsets say which

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "new_key" in self.fields:
            self.fields["new_key"].help_text = KEY_STORED if self.instance.product_key else NO_KEY

    def clean_new_key(self) -> str:
        key = str(self.cleaned_data["new_key"]).strip()
        if key and (problem := key_problem(key)):
            raise forms.ValidationError(problem)
        return key
