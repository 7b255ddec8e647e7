"""The text of an SMS in a form: kept to the letter."""

from typing import Any

from django import forms

from sms import wording


class SmsTextField(forms.CharField):
    """A text box that cuts and trims nothing; line ends count as one character, as they do on a phone."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, "empty_value": "", **options})
        self.validators = [_refuse_nul]

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a browser would cut a long text in silence.
        return {"rows": 5, "autocomplete": "off"}


def _refuse_nul(text: str) -> None:
    if "\0" in text:
        raise forms.ValidationError(wording.NUL)
