"""The form of an SMS template."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from configuration.models import Sender
from record_pages.forms.send import SenderField
from record_pages.forms.text import SmsTextField
from sms import wording
from templates_app.models import SmsTemplate


class SmsTemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name, what it is for, a sender, a text with merge fields. The model names each broken merge field."""

    use_required_attribute = False

    related_object = forms.ChoiceField(
        label=_("Related object"), choices=[("", _("Choose one")), *SmsTemplate.RelatedObject.choices]
    )
    sender = SenderField(
        label=_("From"),
        queryset=Sender.objects.all(),
        required=False,
        empty_label=_("Whoever sends it chooses"),
        error_messages={"invalid_choice": wording.NO_SENDER},
    )
    text = SmsTextField(label=_("Text"), error_messages={"required": wording.EMPTY})

    class Meta:
        model = SmsTemplate
        fields = ("related_object", "name", "sender", "text")
        error_messages: dict[str, Any] = {"name": {"unique": _("There is already a template with this name.")}}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > wording.MAX_LENGTH:
            raise forms.ValidationError(wording.too_long(text))
        return text
