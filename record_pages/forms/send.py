"""The form of the Send SMS panel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from configuration.models import Sender
from record_pages.forms.text import SmsTextField
from record_pages.subjects import Subject
from sms import wording
from sms.audience import Audience
from sms.form_token import new_form_token
from sms.refusal import Refused
from templates_app.models import SmsTemplate

LAST_SENDER = "last_sender"  # in the session


class SenderField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Senders with their type, because a branded one cannot be answered."""

    def label_from_instance(self, obj: Any) -> str:
        kind = _("numeric") if obj.can_be_answered else _("branded, cannot be answered")
        return f"{obj.name} ({kind})"


class SendForm(forms.Form):
    """What a person fills in to text a person or many. `sms` decides whether it may be sent."""

    use_required_attribute = False

    sender = SenderField(
        label=_("From"),
        queryset=Sender.objects.all(),
        empty_label=None,
        error_messages={"required": wording.NO_SENDER, "invalid_choice": wording.NO_SENDER},
    )
    to = forms.CharField(
        label=_("To"),
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Write the mobile number this SMS goes to.")},
    )
    template = forms.ModelChoiceField(
        label=_("Select template"),
        queryset=SmsTemplate.objects.none(),
        required=False,
        empty_label=_("No template"),
        error_messages={"invalid_choice": _("This template does not exist here any more. Choose another.")},
    )
    text = SmsTextField(label=_("Message text"), error_messages={"required": wording.EMPTY})
    form_token = forms.CharField(widget=forms.HiddenInput, required=False, empty_value=None)
    # Set by "Send another": the person has seen that this would be the second time.
    confirmed_again = forms.BooleanField(widget=forms.HiddenInput, required=False)

    # Whether this person is being asked "send another?".
    asks_again = False

    def __init__(self, request: Any, subject: Subject, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        self.request, self.subject = request, subject
        defaults = {"sender": request.session.get(LAST_SENDER), "form_token": self.new_token()}
        super().__init__(data, initial=defaults | (initial or {}), auto_id="sms-%s")
        templates = SmsTemplate.objects.filter(related_object=subject.object_name)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        if isinstance(subject, Audience):
            del self.fields["to"]
        else:
            self.initial.setdefault("to", subject.mobile.e164 or subject.mobile_typed)

    def new_token(self) -> str:
        return new_form_token(self.request.user, self.subject)

    def chosen_template(self) -> SmsTemplate | None:
        """The template chosen, where it can be used for this form."""
        try:
            chosen: SmsTemplate | None = self.fields["template"].clean(self["template"].data)
        except forms.ValidationError:
            return None
        return chosen

    def add_refusal(self, refused: Refused) -> None:
        """Show why nothing was queued, each sentence at the field it is about, ready to be sent once more."""
        for name, sentences in refused.fields.items():
            self.add_error(name if name in self.fields else None, sentences)
        self.asks_again = refused.code in ("already_sent", "repeated")
        again = "yes" if self.asks_again else ""
        self.data = {**dict(self.data.items()), "form_token": self.new_token(), "confirmed_again": again}
