"""The form of Setup: secrets go in and never come out again."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldBooleanSwitchWidget

from configuration.models import Configuration

KEY_STORED = _("A key is stored. Leave this empty to keep it.")
NO_KEY = _("No key yet. Your account manager at Mitto gives it to you.")
SECRET_STORED = _("A secret is stored. Leave this empty to keep it.")
NO_SECRET = _("Nothing is asked for. Enter what Mitto, or your proxy, will send in the header X-Callback-Secret.")

fits_a_header = RegexValidator(
    r"\A[!-~]{1,255}\Z", "This has blanks, accents or more than 255 characters. Copy it again."
)


def secret_field(label: Any) -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}, render_value=False)
    return forms.CharField(label=label, required=False, widget=widget, validators=[fits_a_header])


class SetupForm(forms.ModelForm):  # type: ignore[type-arg]
    # Not named like the model's fields: a form fills in what the model holds under the same name.
    new_key = secret_field(_("Product Key"))
    new_callback_secret = secret_field(_("Only with this header"))
    forget_callback_secret = forms.BooleanField(
        label=_("Ask for no header"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Forgets the stored secret."),
    )

    class Meta:
        model = Configuration
        fields = ()  # the admin's fieldsets say which

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.fields:
            self.fields["new_key"].help_text = KEY_STORED if self.instance.product_key else NO_KEY
            self.fields["new_callback_secret"].help_text = SECRET_STORED if self.instance.callback_secret else NO_SECRET
