"""What became of a broadcast: its results, the file of everybody, sending again, one number across all."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.views import View

from configuration import audit
from record_pages.progress import progress_context
from record_pages.views.broadcasts import BroadcastView
from sms.audience import failed_sms
from sms.refusal import Refused
from sms.resending import OVER, send_again_to_failed
from sms.results import export_csv, find_number, results

TRACES = 50


class BroadcastResults(BroadcastView):
    """What came of it: arrivals over time, reasons of failure, answers."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        broadcast = self.broadcast(pk)
        found = results(broadcast)
        highest = max((count for _time, count in found.delivered_over_time), default=1)
        context = progress_context(broadcast) | {
            "results": found,
            "arrivals": [(time, count, 100 * count // highest) for time, count in found.delivered_over_time],
            "can_send_again": broadcast.status in OVER and failed_sms(broadcast).exists(),
        }
        return render(request, "record_pages/broadcasts/results.html", context)


class ExportBroadcast(BroadcastView):
    """Everybody and what became of them, as a file. The audit trail notes it."""

    def post(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        broadcast = self.broadcast(pk)
        detail = f"broadcast {pk}: {broadcast.sms.count() + broadcast.exclusions.count()}"
        audit.record(audit.What.EXPORTED, by=request.user, detail=detail)
        headers = {"Content-Disposition": f'attachment; filename="broadcast-{pk}.csv"'}
        lines = export_csv(broadcast)
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


class SendAgain(BroadcastView):
    """Asks, then starts a broadcast to those whom this one failed."""

    permission_required = "configuration.send_broadcast"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(pk, [])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        is_sure = "confirmed_again" in request.POST
        try:
            again = send_again_to_failed(self.broadcast(pk), by=request.user, confirmed_again=is_sure)
        except Refused as refused:
            sentences = [sentence for found in refused.fields.values() for sentence in found]
            return self.ask(pk, sentences, asks_again=refused.code == "repeated")
        return HttpResponseRedirect(again.get_absolute_url())

    def ask(self, pk: int, problems: list[str], **context: Any) -> HttpResponse:
        broadcast = self.broadcast(pk)
        context |= {"broadcast": broadcast, "failed": failed_sms(broadcast).count(), "problems": problems}
        return render(self.request, "record_pages/broadcasts/send_again.html", context)


class FindNumber(PermissionRequiredMixin, View):
    """One number across all broadcasts. It is posted, so that no address or log keeps it."""

    permission_required = "sms.view_broadcast"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "record_pages/broadcasts/find.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("number", "").replace("\0", "")[:40]
        found = find_number(typed)
        context = {"typed": typed, "sms": found.sms[:TRACES], "exclusions": found.exclusions[:TRACES]}
        return render(request, "record_pages/broadcasts/find.html", context)
