"""The SMS opt-out of one person: since when and why, ticking it, taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView
from django.views.generic.edit import FormMixin

from crm.models import Contact, Lead
from optout.records import clear_person, is_person_opted_out, opt_out_person
from optout.suppression import current_for, history_of
from record_pages.forms.opt_outs import ClearForm, OptOutForm
from record_pages.views.people import may_change_opt_out
from record_pages.views.records import RecordView

HISTORY_ROWS = 50


class OptOutPage(FormMixin, RecordView, DetailView):  # type: ignore[type-arg]
    """Anybody who may change the person may tick it; taking it back needs a permission and a reason.

    Each button says what it does: the form that opts out never takes an opt-out back, whatever happened meanwhile.
    """

    model: type[Lead] | type[Contact]
    verb = "change"
    context_object_name = "record"
    template_name = "record_pages/people/opt_out.html"

    @cached_property
    def is_opted_out(self) -> bool:
        return is_person_opted_out(self.object)

    def get_object(self, queryset: Any = None) -> Lead | Contact:
        person: Lead | Contact = super().get_object(queryset)
        if not may_change_opt_out(self.request.user, person):
            raise PermissionDenied(_("Page layouts in Setup say that the SMS opt-out is not changed here."))
        return person

    def may_clear(self) -> bool:
        return self.request.user.has_perm("configuration.clear_opt_out")

    def clears(self) -> bool:
        return "clear" in self.request.POST if self.request.method == "POST" else self.is_opted_out

    def get_form_class(self) -> type[forms.Form]:
        return ClearForm if self.clears() else OptOutForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        number = self.object.mobile
        return super().get_context_data(
            **context,
            number=number,
            is_opted_out=self.is_opted_out,
            may_clear=self.may_clear(),
            opt_out=current_for(number.e164),
            history=history_of(number.e164)[:HISTORY_ROWS] if number.e164 else [],
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        person, reason = self.object, form.cleaned_data["reason"]
        if not self.clears():
            opt_out_person(person, by=self.request.user, reason=reason)
            messages.success(self.request, _("%(name)s gets no SMS from now on.") % {"name": person})
        elif self.may_clear():
            clear_person(person, by=self.request.user, reason=reason)
            messages.success(self.request, _("%(name)s may be texted again.") % {"name": person})
        else:
            raise PermissionDenied(_("An opt-out may be taken back by campaign managers and admins only."))
        return redirect(person)


class LeadOptOut(OptOutPage):
    model = Lead


class ContactOptOut(OptOutPage):
    model = Contact
