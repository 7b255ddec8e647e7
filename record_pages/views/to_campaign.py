"""What is done with the people ticked in a list: add them to a campaign, or text them all."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from crm.models import Campaign, CampaignMember, Contact, Lead
from record_pages.finding import campaigns_matching, clean_term
from sms.models import Selection, SelectionMember

FOUND_AT_MOST = 10
CHOSEN_AT_MOST = 200


class ToCampaign(PermissionRequiredMixin, View):
    """The ticked ids travel through the page where the campaign is chosen."""

    permission_required = "crm.add_campaignmember"
    http_method_names = ["post"]
    model: ClassVar[type[Lead] | type[Contact]]

    def post(self, request: HttpRequest) -> HttpResponse:
        ids = [pk for pk in request.POST.getlist("chosen") if pk.isdecimal() and len(pk) < 19][:CHOSEN_AT_MOST]
        people: QuerySet[Any] = self.model._default_manager.filter(pk__in=ids).order_by("pk")
        if not people:
            messages.info(request, _("Tick the rows first."))
            return redirect(self.list_url())
        if "text" in request.POST:
            return self.text(people)
        if (campaign := request.POST.get("campaign", "")).isdecimal():
            return self.add(people, get_object_or_404(Campaign, pk=campaign))
        return self.choose(people, clean_term(request.POST.get("q", "")))

    def list_url(self) -> str:
        return reverse(f"{self.model.object_name}s")

    def choose(self, people: QuerySet[Any], term: str) -> HttpResponse:
        found = campaigns_matching(Campaign.objects.all(), term)[:FOUND_AT_MOST]
        context = {
            "people": people,
            "term": term,
            "campaigns": found,
            "object_name": self.model.object_name,
            "cancel_url": self.list_url(),
        }
        return render(self.request, "record_pages/people/to_campaign.html", context)

    @transaction.atomic
    def text(self, people: QuerySet[Any]) -> HttpResponse:
        """A selection of just them, and its panel: so they get the same checks, brakes and results as a campaign."""
        if not self.request.user.has_perm("configuration.send_broadcast"):
            raise PermissionDenied(_("Only campaign managers text several people at once."))
        link = self.model.object_name
        selection = Selection.objects.create(object_name=link)
        SelectionMember.objects.bulk_create(SelectionMember(selection=selection, **{link: person}) for person in people)
        return redirect(selection)

    def add(self, people: QuerySet[Any], campaign: Campaign) -> HttpResponse:
        link = self.model.object_name
        members = [CampaignMember(campaign=campaign, **{link: person}) for person in people]
        before = campaign.members.count()
        CampaignMember.objects.bulk_create(members, ignore_conflicts=True)
        added = campaign.members.count() - before
        sentence = ngettext("%(count)s person was added.", "%(count)s people were added.", added)
        sentence %= {"count": intcomma(added)}
        if there := len(members) - added:
            were = ngettext("%(count)s was a member already.", "%(count)s were members already.", there)
            sentence = f"{sentence} {were % {'count': intcomma(there)}}"
        messages.success(self.request, sentence)
        return redirect(campaign)


class LeadsToCampaign(ToCampaign):
    model = Lead


class ContactsToCampaign(ToCampaign):
    model = Contact
