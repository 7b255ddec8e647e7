"""SMS: the list, the record, and the parts that follow what becomes of an SMS."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_htmx.http import trigger_client_event

from configuration.models import PageLayout
from gateway.segments import segment
from record_pages.finding import sms_matching
from record_pages.forms.sms_filter import SmsFilter
from record_pages.live import follow
from record_pages.models import ListView
from record_pages.related_sms import related_sms
from record_pages.subjects import find_record
from record_pages.views.lists import Column
from record_pages.views.viewed_lists import ViewedList
from sms.models import Sms
from sms.settling import can_be_queued_again
from sms.status import Status

# Heard by the SMS related list, and by the panel.
SMS_CHANGED = "sms-changed"
OPTED_OUT = "opted-out"


class SmsList(ViewedList):
    """All SMS, in and out, newest first."""

    permission_required = "sms.view_sms"
    model = Sms
    icon_name = "sms"
    template_name = "record_pages/sms/list.html"
    columns = (
        Column(_("SMS ID"), "created", name="number", kind="sms_id"),
        Column(_("Number of sent messages"), name="sent_messages", kind="number"),
        Column(_("From"), name="originator", kind="number"),
        Column(_("To"), name="recipient", kind="number"),
        Column(_("Status"), name="status", kind="sms_status"),
        Column(_("Delivery status"), name="delivery_status", kind="word"),
        Column(_("Lead"), name="lead", kind="link"),
        Column(_("Contact"), name="contact", kind="link"),
        Column(_("Campaign"), name="campaign", kind="link"),
        Column(_("Created"), name="created_at", kind="moment"),
        Column(_("Text"), name="text", kind="text", is_in_all=False),
        Column(_("Direction"), name="direction", is_in_all=False),
        Column(_("Error"), name="error", is_in_all=False),
        Column(_("Delivered"), name="delivered_at", kind="moment", is_in_all=False),
        Column(_("Created by"), name="created_by", kind="user", is_in_all=False),
    )
    filters = (
        "direction",
        "status",
        "delivery_status",
        "originator",
        "recipient",
        "campaign__name",
        "origin",
        "created_by",
        "created_at",
    )
    search_label = _("Search by SMS ID or phone number")
    bulk_url_name = "sms-settle"
    bulk_permission = "configuration.settle_unknown"
    bulk_bar = "record_pages/sms/settle_bar.html"

    @cached_property
    def view(self) -> ListView | None:
        """A filter in the URL, such as "View all" of a lead's SMS, means all SMS unless a view is named too."""
        query = self.request.GET
        is_about_all = "view" not in query and any(name in query for name in SmsFilter.base_fields)
        return None if is_about_all else super().view

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.filter_form.apply(
            super().rows().select_related("lead", "contact", "campaign", "created_by")
        )
        return rows

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return sms_matching(rows, term)

    def context(self, rows: list[Any]) -> dict[str, Any]:
        context = super().context(rows) | {"filter_form": self.filter_form}
        if words := self.filter_form.in_words():
            context["filter_label"] = gettext("Filtered by %(words)s") % {"words": words}
        return context

    def may_act_on_rows(self) -> bool:
        """At the unknown desk: among unknown SMS only."""
        return self.request.GET.get("status") == Status.UNKNOWN and super().may_act_on_rows()

    @property
    def filter_form(self) -> SmsFilter:
        return SmsFilter(self.request.GET)


class SmsView(PermissionRequiredMixin, View):
    """Something about one SMS."""

    permission_required = "sms.view_sms"

    def sms(self, pk: int) -> Sms:
        related = ("lead", "contact", "campaign", "broadcast", "template", "created_by", "resend_of")
        return get_object_or_404(Sms.objects.select_related(*related), pk=pk)


class SmsPage(SmsView):
    """Every field of an SMS, its delivery updates and the attempts that went wrong."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        sms = self.sms(pk)
        has_updates = PageLayout.for_object("sms").has_delivery_updates
        updates = list(sms.delivery_updates.all()) if has_updates else None
        live = follow(
            sms.get_absolute_url(),
            state=(sms.status, sms.delivery_status, updates and len(updates), sms.tries, sms.error),
            since=sms.created_at,
            is_over=sms.has_ended,
        )
        context = {
            "sms": sms,
            "counted": segment(sms.text),
            "next_try": sms.due_at if sms.status == Status.QUEUED else None,
            "updates": updates,
            "attempts": list(sms.attempts.all()),
            "resends": list(sms.resends.all()),
            "may_queue_again": can_be_queued_again(sms) and request.user.has_perm(permission_to_queue(sms)),
            "live": live,
        }
        return answer(request, context, page="record_pages/sms/page.html", part="record_pages/sms/record.html")


class SmsStatus(SmsView):
    """One line on what became of an SMS, for the panel that sent it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return answer(
            request, status_context(self.sms(pk)), part="record_pages/widget/sms_result.html", event=SMS_CHANGED
        )


class RelatedList(SmsView):
    """The SMS of a record, for its page to ask for again."""

    def get(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        found = related_sms(find_record(kind, pk))
        context = {"sms_list": found, "live": found.live}
        event = OPTED_OUT if found.ends_with_opt_out else ""
        return answer(request, context, part="record_pages/sms/related_list.html", event=event)


def permission_to_queue(sms: Sms) -> str:
    """What it takes to send an SMS that was left out: that of a broadcast needs more."""
    return "configuration.send_broadcast" if sms.broadcast_id else "configuration.send_sms"


def status_context(sms: Sms) -> dict[str, Any]:
    live = follow(
        reverse("sms-status", args=[sms.pk]),
        state=(sms.status, sms.delivery_status),
        since=sms.created_at,
        is_over=sms.has_ended,
    )
    return {"sms": sms, "live": live}


def answer(request: Any, context: dict[str, Any], *, part: str, page: str = "", event: str = "") -> HttpResponse:
    """The whole page; for htmx only the part that follows what is `live`, and nothing where there is no news.

    The rest of the page hears of news by `event`.
    """
    if not request.htmx:
        return render(request, page or part, context)
    if not context["live"].is_news_for(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    news = render(request, part, context)
    return trigger_client_event(news, event) if event else news
