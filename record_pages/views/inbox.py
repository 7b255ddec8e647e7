"""The inbox: conversations with their unread replies, one of them as bubbles to answer, a lead made of a reply."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from crm.models import Contact, Lead
from crm.models.person import LeadSource
from crm.people import holders_of
from optout import reviews, suppression
from record_pages.finding import looks_like_number, numbers_meant
from record_pages.forms.send import SendForm
from record_pages.threads import Thread, people_of, thread_of
from record_pages.views.leads import LeadNew
from record_pages.views.lists import Column, ListPage
from record_pages.views.sms import OPTED_OUT, answer
from record_pages.widget import panel_context
from sms.answers import sender_with
from sms.conversations import adopt, mark_read, other_side, threads, unread_counts
from sms.models import Sms


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A conversation in the list: its newest reply, and how many of them nobody has read."""

    newest: Sms
    person: Lead | Contact | None
    unread: int


class Inbox(ListPage):
    """Conversations by their newest reply; `?unread=1` leaves out what is read."""

    permission_required = "sms.view_sms"
    model = Sms
    template_name = "record_pages/inbox/list.html"
    icon_name = "sms"
    title = _("Inbox")
    columns = (
        Column(_("From")),
        Column(_("Newest reply")),
        Column(_("Unread")),
        Column(_("Received"), "created"),
    )
    search_label = _("Search by phone number")

    def rows(self) -> QuerySet[Any]:
        return threads(only_unread=self.is_unread_only).select_related("lead", "contact")

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return rows.filter(originator__in=numbers_meant(term)) if looks_like_number(term) else rows.none()

    def context(self, rows: list[Any]) -> dict[str, Any]:
        unread = unread_counts(sms.originator for sms in rows)
        return {
            "rows": [ThreadRow(sms, sms.person, unread.get(sms.originator, 0)) for sms in rows],
            "filter_label": gettext("Filtered by unread")
            if self.is_unread_only
            else gettext("Filtered by all conversations"),
            "is_unread_only": self.is_unread_only,
        }

    @property
    def is_unread_only(self) -> bool:
        return self.request.GET.get("unread") == "1"


class ThreadPage(PermissionRequiredMixin, View):
    """One conversation, found by any of its SMS. Showing it marks its replies read."""

    permission_required = "sms.view_sms"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        thread = thread_of(get_object_or_404(Sms, pk=pk))
        mark_read(thread.number)
        context: dict[str, Any] = {"thread": thread, "live": thread.live}
        if not request.htmx:  # type: ignore[attr-defined]
            context |= self.around(thread)
        event = OPTED_OUT if suppression.is_opted_out(thread.number) else ""
        page, part = "record_pages/inbox/page.html", "record_pages/inbox/thread.html"
        return answer(request, context, page=page, part=part, event=event)

    def around(self, thread: Thread) -> dict[str, Any]:
        """Whom it is with, and the panel to answer them; it writes to the number of the thread, whatever theirs is."""
        people = people_of(thread)
        context: dict[str, Any] = {
            "people": people,
            "is_opted_out": suppression.is_opted_out(thread.number),
            "is_held": reviews.is_held(thread.number),
            "may_create_lead": not people and self.request.user.has_perm("crm.add_lead"),
            "first": thread.messages[-1],
        }
        if people:
            form = SendForm(self.request, people[0], initial={"to": thread.number} | answering_sender(thread))
            context |= panel_context(self.request, people[0], form)
        return context


def answering_sender(thread: Thread) -> dict[str, Any]:
    """The number that was replied to answers, as long as it is one of our senders."""
    replied_to = next((sms.recipient for sms in reversed(thread.messages) if sms.is_inbound), "")
    sender = sender_with(replied_to)
    return {"sender": sender.pk} if sender else {}


class LeadFromReply(LeadNew):
    """A new lead with the number of a reply that belonged to nobody."""

    def get_permission_required(self) -> tuple[str, ...]:
        return (*super().get_permission_required(), "sms.view_sms")

    @cached_property
    def reply(self) -> Sms:
        return get_object_or_404(Sms, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        field = Lead().mobile_field
        return super().get_initial() | {field: other_side(self.reply), "lead_source": LeadSource.SMS_REPLY}

    def form_valid(self, form: Any) -> HttpResponse:
        done = super().form_valid(form)
        number = other_side(self.reply)
        if form.instance in holders_of(number):
            adopt(number, lead_id=form.instance.pk)
        return done
