"""A broadcast before it starts: looked at, tried out, confirmed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from gateway.segments import replace_safely
from record_pages.forms.broadcast import BroadcastForm
from record_pages.forms.send import LAST_SENDER, SendForm
from record_pages.preflight import preflight_context
from record_pages.subjects import find_audience
from record_pages.views.sms import status_context
from record_pages.widget import panel_context
from sms.broadcasts import launch
from sms.left_out import left_out
from sms.models import Exclusion
from sms.refusal import Refused
from sms.trying_out import send_test

UNDO_SECONDS = 10
SHOWN = 50


class BroadcastFormView(PermissionRequiredMixin, View):
    """Works with the form of one campaign or selection; whatever happens, nothing that was filled in is lost."""

    permission_required = "configuration.send_broadcast"
    request: Any

    def get(self, request: HttpRequest, kind: str, pk: int, **kwargs: Any) -> HttpResponse:
        """Without a text there is nothing to count: the panel, to write one."""
        return self.panel(SendForm(request, find_audience(kind, pk)))

    def form(self, **changes: Any) -> BroadcastForm:
        data = {**self.request.POST.dict(), **changes}
        return BroadcastForm(self.request, find_audience(self.kwargs["kind"], self.kwargs["pk"]), data)

    def panel(self, form: SendForm) -> HttpResponse:
        return render(self.request, "record_pages/widget/page.html", panel_context(self.request, form.subject, form))

    def show(self, form: BroadcastForm) -> HttpResponse:
        if form.is_wording_wrong:
            return self.panel(form)
        return render(self.request, "record_pages/preflight/page.html", preflight_context(form))


class Preflight(BroadcastFormView):
    """Counts what a broadcast would do; nothing is queued."""

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        form = self.form()
        if "edit" in request.POST:
            return self.panel(SendForm(request, form.subject, initial=request.POST.dict()))
        if "replace" in request.POST:
            form = self.form(text=replace_safely(request.POST.get("text", "")))
        return self.show(form)


class SendBroadcast(BroadcastFormView):
    """Starts what was shown, or shows what has changed since and asks again."""

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        form = self.form()
        if not form.is_valid():
            return self.show(form)
        try:
            order: dict[str, Any] = {kind: form.subject, **form.cleaned_data}
            broadcast = launch(by=request.user, undo_seconds=UNDO_SECONDS, **order)
        except Refused as refused:
            form.add_refusal(refused)
            return self.show(form)
        request.session[LAST_SENDER] = form.cleaned_data["sender"].pk
        return HttpResponseRedirect(broadcast.get_absolute_url())


class TestBroadcast(BroadcastFormView):
    """Sends the text of one member to the phone of whoever writes it."""

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        form = self.form()
        form.is_valid()
        if form.is_wording_wrong:
            return self.panel(form)
        sender, text = (form.cleaned_data[name] for name in ("sender", "text"))
        context: dict[str, Any] = {}
        try:
            sms = send_test(
                by=request.user, audience=form.subject, sender=sender, text=text, to=request.POST.get("test_to", "")
            )
            context = status_context(sms)
        except Refused as refused:
            context = {"problems": [sentence for sentences in refused.fields.values() for sentence in sentences]}
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "record_pages/preflight/test_result.html", context)
        for sentence in context.get("problems", [_("The test is on its way to your phone.")]):
            messages.info(request, sentence)
        return self.show(form)


class WouldBeLeftOut(BroadcastFormView):
    """The members left out for one reason, to be mended before anything is sent."""

    def post(self, request: HttpRequest, kind: str, pk: int, reason: str) -> HttpResponse:
        if reason not in Exclusion.Reason:
            raise Http404("No member is left out for this reason.")
        form = self.form()
        form.is_valid()
        if form.is_wording_wrong:
            return self.panel(form)
        after = request.POST.get("after", "")
        found = left_out(
            form.subject,
            form.cleaned_data["text"],
            reason,
            after=int(after) if after.isdecimal() else 0,
            limit=SHOWN + 1,
        )
        context = {
            "form": form,
            "audience": form.subject,
            "kind": kind,
            "reason": Exclusion.Reason(reason),
            "rows": found[:SHOWN],
            "last": found[SHOWN - 1].member_id if len(found) > SHOWN else None,
        }
        part = "left_out" if request.htmx else "left_out_page"  # type: ignore[attr-defined]
        return render(request, f"record_pages/preflight/{part}.html", context)
