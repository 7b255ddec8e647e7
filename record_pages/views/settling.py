"""The unknown desk, and SMS that were too late: a person decides what the engine must not."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from record_pages.views.sms import permission_to_queue
from sms.models import Sms
from sms.refusal import Refused
from sms.settling import mark_as_sent, queue_again, send_again

CHOSEN_AT_MOST = 200
ACTS: dict[str, Callable[..., Any]] = {"sent": mark_as_sent, "again": send_again}


class SettleSms(PermissionRequiredMixin, View):
    """Mark the chosen unknown SMS as sent, or send them again; each is settled for itself."""

    permission_required = "configuration.settle_unknown"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        ids = [pk for pk in request.POST.getlist("chosen") if pk.isdecimal() and len(pk) < 19][:CHOSEN_AT_MOST]
        chosen = list(Sms.objects.select_related("lead", "contact").filter(pk__in=ids))
        name = "again" if request.POST.get("act") == "again" else "sent"
        settled = sum(self.settle(sms, ACTS[name]) for sms in chosen)
        if settled:
            messages.success(request, self.report(name, settled))
        elif not chosen:
            messages.info(request, _("Tick the SMS to settle first."))
        is_from_its_page = len(chosen) == 1 and "desk" not in request.POST
        return redirect(chosen[0] if is_from_its_page else f"{reverse('sms-list')}?status=unknown")

    def settle(self, sms: Sms, act: Callable[..., Any]) -> bool:
        try:
            act(sms, by=self.request.user, reason=self.request.POST.get("reason", ""))
        except Refused as refused:
            sentences = " ".join(sentence for found in refused.fields.values() for sentence in found)
            messages.error(self.request, f"{sms.number}: {sentences}")
            return False
        return True

    def report(self, name: str, settled: int) -> str:
        if name == "again":
            return ngettext("%(count)s SMS is sent again.", "%(count)s SMS are sent again.", settled) % {
                "count": intcomma(settled)
            }
        return ngettext("%(count)s SMS was marked as sent.", "%(count)s SMS were marked as sent.", settled) % {
            "count": intcomma(settled)
        }


class QueueAgain(PermissionRequiredMixin, View):
    """Give an SMS that was too late another window."""

    http_method_names = ["post"]

    def get_permission_required(self) -> tuple[str, ...]:
        sms = Sms.objects.filter(pk=self.kwargs["pk"]).first()
        return (permission_to_queue(sms) if sms else "configuration.send_sms",)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sms = get_object_or_404(Sms, pk=pk)
        if queue_again(sms):
            messages.success(request, _("%(sms)s is queued again.") % {"sms": sms.number})
        else:
            messages.error(request, _("%(sms)s cannot be queued again. Nothing was changed.") % {"sms": sms})
        return redirect(sms)
