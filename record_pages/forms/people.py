"""Forms for leads and contacts, with the SMS opt-out as one of their boxes."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from configuration.models import PageLayout
from crm.models import Contact, Lead
from optout.records import clear_person, is_person_opted_out, opt_out_person
from record_pages.forms.records import RecordForm
from record_pages.layout import names_in


class PersonForm(RecordForm):
    """A lead or a contact. Whatever was typed as a number is kept; the page then says whether it can be used."""

    sms_opt_out = forms.BooleanField(
        label=gettext_lazy("SMS opt-out"),
        required=False,
        help_text=gettext_lazy("When ticked, this person's number gets no SMS at all, whoever else has it."),
    )
    opt_out_reason = forms.CharField(
        label=gettext_lazy("Reason for changing the opt-out"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("Kept in the consent history. Needed to take an opt-out back."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.was_opted_out = bool(self.instance.pk) and is_person_opted_out(self.instance)
        box = self.fields["sms_opt_out"]
        box.initial = self.was_opted_out
        self.layout = PageLayout.for_object(self._meta.model.object_name)
        if not (self.layout.is_opt_out_shown and self.layout.is_opt_out_editable):
            box.disabled = True
            box.help_text = _("Page layouts in Setup say that the SMS opt-out is not changed here.")
        elif self.was_opted_out and not self.user.has_perm("configuration.clear_opt_out"):
            box.disabled = True
            box.help_text = _("This person opted out. A campaign manager or an admin can take that back.")

    def sections(self) -> Iterator[tuple[str | Promise, list[BoundField]]]:
        yield from super().sections()
        if self.layout.is_opt_out_shown:
            yield _("SMS"), [self["sms_opt_out"], self["opt_out_reason"]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.takes_opt_out_back() and not cleaned.get("opt_out_reason", "").strip():
            self.add_error("opt_out_reason", _("Say why this person may be texted again."))
        return cleaned

    def takes_opt_out_back(self) -> bool:
        return self.was_opted_out and not self.cleaned_data.get("sms_opt_out")

    def save(self, commit: bool = True) -> Any:
        reason = self.cleaned_data["opt_out_reason"]
        with transaction.atomic():
            if self.takes_opt_out_back():
                # Before the number changes: the opt-out that ends is the one the page showed.
                clear_person(self.instance, by=self.user, reason=reason)
            person = super().save()
            if self.cleaned_data["sms_opt_out"] and not self.was_opted_out:
                opt_out_person(person, by=self.user, reason=reason)
        return person


PHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})


class LeadForm(PersonForm):
    class Meta:
        model = Lead
        fields = names_in("lead")
        widgets = dict.fromkeys(("mobile_phone", "phone", "fax"), PHONE)


class ContactForm(PersonForm):
    class Meta:
        model = Contact
        fields = names_in("contact")
        widgets = dict.fromkeys(("mobile_phone", "phone", "home_phone", "other_phone", "assistant_phone", "fax"), PHONE)
