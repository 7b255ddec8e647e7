"""Broadcasts: the list, the page that follows one, and who was left out."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from record_pages.paging import Order, page_of
from record_pages.progress import progress_context
from record_pages.views.lists import Column
from record_pages.views.sms import answer
from record_pages.views.viewed_lists import ViewedList
from sms.models import Broadcast, Exclusion


class BroadcastList(ViewedList):
    """All broadcasts, newest first."""

    permission_required = "sms.view_broadcast"
    model = Broadcast
    icon_name = "broadcast"
    template_name = "record_pages/broadcasts/list.html"
    columns = (
        Column(_("Broadcast"), "created", name="pk", kind="name"),
        Column(_("Campaign"), name="campaign", kind="link"),
        Column(_("From"), name="originator", kind="number"),
        Column(_("Text"), name="text", kind="text"),
        Column(_("Status"), name="status", kind="broadcast_status"),
        Column(_("Started by"), name="created_by", kind="user"),
        Column(_("Created"), name="created_at", kind="moment"),
        Column(_("Scheduled"), name="scheduled_at", kind="moment", is_in_all=False),
        Column(_("Finished"), name="finished_at", kind="moment", is_in_all=False),
    )
    filters = ("status", "campaign__name", "originator", "created_by", "created_at")
    search_label = _("Search by the name of the campaign")

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("campaign", "selection", "created_by")

    def value(self, record: Any, column: Column) -> Any:
        """Where there is no campaign it says that they were selected."""
        return record.audience if column.name == "campaign" else super().value(record, column)

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return rows.filter(campaign__name__icontains=term.replace("\0", ""))


class BroadcastView(PermissionRequiredMixin, View):
    """Something about one broadcast."""

    permission_required = "sms.view_broadcast"

    def broadcast(self, pk: int) -> Broadcast:
        related = ("campaign", "selection", "sender", "template", "created_by")
        return get_object_or_404(Broadcast.objects.select_related(*related), pk=pk)


class BroadcastPage(BroadcastView):
    """What a broadcast says, to whom, and how far it is."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        broadcast = self.broadcast(pk)
        context = progress_context(broadcast)
        page, part = "record_pages/broadcasts/page.html", "record_pages/broadcasts/progress.html"
        return answer(request, context, page=page, part=part)


class LeftOut(BroadcastView):
    """The members a broadcast left out for one reason."""

    def get(self, request: HttpRequest, pk: int, reason: str) -> HttpResponse:
        if reason not in Exclusion.Reason:
            raise Http404("No member is left out for this reason.")
        broadcast = self.broadcast(pk)
        found = Exclusion.objects.filter(broadcast=broadcast, reason=reason).select_related("lead", "contact")
        page = page_of(found, order=Order(), after=request.GET.get("after", ""), before=request.GET.get("before", ""))
        context = {"broadcast": broadcast, "reason": Exclusion.Reason(reason), "page": page}
        return render(request, "record_pages/broadcasts/left_out.html", context)
