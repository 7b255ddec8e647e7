"""Searching: one box for names, phone numbers and SMS IDs."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpResponse
from django.shortcuts import render

from crm.models import Campaign, Contact, Lead
from record_pages.finding import campaigns_matching, people_matching, sms_matching
from record_pages.views.people import PersonRow, rows_of
from record_pages.views.searched import SearchedView
from sms.models import Sms

FOUND_AT_MOST = 10


class SearchPage(PermissionRequiredMixin, SearchedView):
    """What the search box of the frame finds, by kind."""

    permission_required = ("crm.view_lead", "crm.view_contact", "crm.view_campaign", "sms.view_sms")

    def show(self, term: str) -> HttpResponse:
        found: dict[str, Any] = {"people": [], "campaigns": [], "sms_list": []}
        if term:
            found["people"] = _people(term)
            found["campaigns"] = campaigns_matching(Campaign.objects.all(), term)[:FOUND_AT_MOST]
            found["sms_list"] = sms_matching(Sms.objects.select_related("lead", "contact"), term)[:FOUND_AT_MOST]
        is_empty = not any(found.values())
        return render(self.request, "record_pages/search.html", found | {"term": term, "is_empty": is_empty})


def _people(term: str) -> list[PersonRow]:
    leads = people_matching(Lead.objects.all(), term)[:FOUND_AT_MOST]
    contacts = people_matching(Contact.objects.all(), term)[:FOUND_AT_MOST]
    return [*rows_of(list(leads)), *rows_of(list(contacts))]
