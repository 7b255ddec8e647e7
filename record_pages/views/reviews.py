"""The review desk: replies that may be an opt-out, each with the day until when to decide."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from crm.models import Contact, Lead
from crm.people import holders_of
from optout import reviews, suppression
from optout.models import Review
from record_pages.finding import looks_like_number, numbers_meant
from record_pages.views.lists import Column, ListPage
from sms.models import Sms


class MayDecide(PermissionRequiredMixin):
    """Whoever may text campaigns or clear opt-outs: both must know what these replies say."""

    request: HttpRequest

    def has_permission(self) -> bool:
        user = self.request.user
        return user.has_perm("configuration.send_broadcast") or user.has_perm("configuration.clear_opt_out")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review with the reply it is about, whose it is, and until when it must be decided."""

    review: Review
    sms: Sms | None
    person: Lead | Contact | None
    due_on: date

    @property
    def is_overdue(self) -> bool:
        return timezone.localdate() > self.due_on


class ReviewDesk(MayDecide, ListPage):
    """What waits, the oldest first."""

    model = Review
    template_name = "record_pages/reviews/list.html"
    icon_name = "sms"
    columns = (
        Column(_("Received"), "created"),
        Column(_("From")),
        Column(_("Reply")),
        Column(_("Decide by")),
        Column(_("Decision")),
    )
    default_sort = "created"
    search_label = _("Search by phone number")

    def rows(self) -> QuerySet[Any]:
        return Review.objects.open()

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return rows.filter(number__in=numbers_meant(term)) if looks_like_number(term) else rows.none()

    def context(self, rows: list[Any]) -> dict[str, Any]:
        return {"rows": rows_of(rows), "filter_label": gettext("Filtered by what waits for a decision")}


def rows_of(found: list[Review]) -> list[ReviewRow]:
    references = [review.sms_reference for review in found]
    replies = {
        sms.reference: sms for sms in Sms.objects.select_related("lead", "contact").filter(reference__in=references)
    }
    return [_row(review, replies.get(review.sms_reference)) for review in found]


def _row(review: Review, sms: Sms | None) -> ReviewRow:
    person = (sms.person if sms else None) or next(iter(holders_of(review.number)), None)
    received_on = timezone.localtime(review.created_at).date()
    return ReviewRow(review, sms, person, reviews.deadline(received_on))


class DecideReview(MayDecide, View):
    """One click: an opt-out, or not."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        review, decision = get_object_or_404(Review, pk=pk), request.POST.get("decision")
        if decision not in Review.Decision.values:
            raise BadRequest("Decide whether it is an opt-out.")
        is_opt_out = decision == Review.Decision.OPT_OUT
        if not reviews.decide(review, is_opt_out=is_opt_out, by=request.user):
            messages.warning(request, gettext("This one was decided already. Nothing was changed."))
        elif is_opt_out:
            messages.success(request, gettext("The number is opted out: it gets no SMS from now on."))
        elif suppression.is_opted_out(review.number):
            messages.success(request, gettext("The number was opted out by other words and stays so: it gets no SMS."))
        elif reviews.is_held(review.number):
            messages.warning(
                request, gettext("Another reply from this number waits: broadcasts to it stay held until then.")
            )
        else:
            messages.success(request, gettext("The number may be texted by broadcasts again."))
        return redirect("reviews")
