"""What the Send SMS panel asks: send this, take that template, may this number be texted?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View
from django_htmx.http import trigger_client_event

from record_pages.forms.send import LAST_SENDER, SendForm
from record_pages.number_check import judge
from record_pages.sms_words import sentence
from record_pages.subjects import AUDIENCES, find_record, find_subject
from record_pages.views.sms import SMS_CHANGED, status_context
from record_pages.widget import panel_context
from sms.audience import Audience
from sms.compose import compose_sms
from sms.models import Sms
from sms.refusal import Refused


class PanelView(PermissionRequiredMixin, View):
    """Answers with the panel's form: alone for htmx, else with a page around it."""

    request: Any

    def show(self, form: SendForm, **context: Any) -> HttpResponse:
        template = "answer" if self.request.htmx else "page"
        context |= panel_context(self.request, form.subject, form)
        return render(self.request, f"record_pages/widget/{template}.html", context)


class SendSms(PanelView):
    """Queues one SMS to a lead or a contact, or shows the form again with what is wrong."""

    permission_required = "configuration.send_sms"

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        return self.show(SendForm(request, find_record(kind, pk)))

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        form = SendForm(request, find_record(kind, pk), request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            sms = self.queue(form)
        except Refused as refused:
            form.add_refusal(refused)
            return self.show(form)
        request.session[LAST_SENDER] = form.cleaned_data["sender"].pk
        return self.done(form, sms)

    def queue(self, form: SendForm) -> Sms:
        person = form.subject
        assert not isinstance(person, Audience)
        values = {**form.cleaned_data, person.object_name: person}
        del values["confirmed_again"]
        return compose_sms(by=self.request.user, **values)

    def done(self, form: SendForm, sms: Sms) -> HttpResponse:
        """An empty form below what was queued; without scripts, back to the record."""
        if not self.request.htmx:
            messages.success(self.request, sentence(sms))
            return HttpResponseRedirect(form.subject.get_absolute_url())
        fresh = SendForm(self.request, form.subject)
        answer = self.show(fresh, result_template="record_pages/widget/sms_result.html", **status_context(sms))
        return trigger_client_event(answer, SMS_CHANGED)


class TakeTemplate(PanelView):
    """Fills From and the text from the chosen template; everything stays editable."""

    http_method_names = ["post"]

    def has_permission(self) -> bool:
        name = "send_broadcast" if self.kwargs["kind"] in AUDIENCES else "send_sms"
        return bool(self.request.user.has_perm(f"configuration.{name}"))

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        form = SendForm(request, find_subject(kind, pk), request.POST)
        filled = {name: form[name].data for name in form.fields if name != "form_token"}
        if template := form.chosen_template():
            filled |= {"text": template.text, "sender": template.sender_id or filled["sender"]}
        return self.show(SendForm(request, form.subject, initial=filled))


class CheckNumber(PermissionRequiredMixin, View):
    """Judges the number in To while it is typed."""

    permission_required = "configuration.send_sms"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        person = find_subject(kind, pk)
        verdict = None if isinstance(person, Audience) else judge(request.POST.get("to", ""), person)
        return render(request, "record_pages/widget/verdict.html", {"verdict": verdict})
