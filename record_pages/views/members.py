"""Campaign members: who is in, adding leads and contacts, taking them out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DeleteView

from crm.models import Campaign, CampaignMember, Contact, Lead
from record_pages.finding import campaigns_matching, clean_term, members_matching, people_matching
from record_pages.views.lists import Column, ListPage
from record_pages.views.people import PersonRow, rows_of

FOUND_AT_MOST = 10
PEOPLE: dict[str, Any] = {"lead": Lead, "contact": Contact}


class MemberList(ListPage):
    """Everybody in one campaign."""

    model = CampaignMember
    permission_required = "crm.view_campaignmember"
    template_name = "record_pages/campaigns/members.html"
    icon_name = "campaign"
    search_label = gettext_lazy("Search by name or phone number")
    columns = (
        Column(gettext_lazy("Name")),
        Column(gettext_lazy("Type")),
        Column(gettext_lazy("Mobile")),
        Column(gettext_lazy("Member status")),
        Column(gettext_lazy("Added"), "created"),
        Column(gettext_lazy("Remove")),
    )

    @cached_property
    def campaign(self) -> Campaign:
        return get_object_or_404(Campaign, pk=self.kwargs["pk"])

    def rows(self) -> QuerySet[Any]:
        return self.campaign.members.select_related("lead", "contact")

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return members_matching(rows, term)

    def context(self, rows: list[Any]) -> dict[str, Any]:
        leads = rows_of([member.lead for member in rows if member.lead])
        contacts = rows_of([member.contact for member in rows if member.contact])
        people = {row.person: row for row in (*leads, *contacts)}
        return super().context(rows) | {
            "rows": [(member, people[member.person]) for member in rows],
            "campaign": self.campaign,
        }


class MemberAdd(PermissionRequiredMixin, View):
    """Search leads and contacts, and add them to a campaign one by one."""

    permission_required = "crm.add_campaignmember"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = get_object_or_404(Campaign, pk=pk)
        return render(request, "record_pages/campaigns/member_add.html", {"campaign": campaign})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = get_object_or_404(Campaign, pk=pk)
        person = person_named(request.POST)
        member = CampaignMember(campaign=campaign, **{person.object_name: person})
        try:
            member.full_clean()
        except ValidationError as error:
            return self.answer(campaign, " ".join(error.messages), messages.INFO)
        member.save()
        said = _("%(person)s is now in %(campaign)s.") % {"person": person, "campaign": campaign}
        return self.answer(campaign, said, messages.SUCCESS)

    def answer(self, campaign: Campaign, said: str, level: int) -> HttpResponse:
        """Back to where it was asked for; whoever found the person by a search goes on with that search."""
        if term := clean_term(self.request.POST.get("q", "")):
            return _results(self.request, campaign, term, said=said)
        messages.add_message(self.request, level, said)
        return redirect(_next(self.request) or reverse("member-add", args=[campaign.pk]))


class MemberSearch(PermissionRequiredMixin, View):
    """The leads and contacts that a search finds, each with a button: as a part for htmx, else as a page."""

    permission_required = "crm.add_campaignmember"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = get_object_or_404(Campaign, pk=pk)
        term = clean_term(request.POST.get("q", ""))
        return _results(request, campaign, term)


class MemberRemove(PermissionRequiredMixin, DeleteView):  # type: ignore[type-arg]
    permission_required = "crm.delete_campaignmember"
    template_name = "record_pages/confirm.html"

    def get_object(self, queryset: Any = None) -> CampaignMember:
        members = CampaignMember.objects.select_related("campaign", "lead", "contact")
        return get_object_or_404(members, pk=self.kwargs["member"], campaign=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("campaign-members", args=[self.kwargs["pk"]])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            **context,
            object_name="campaign",
            heading=_("Remove “%(name)s”?") % {"name": self.object.person},
            consequences=[
                _("%(name)s leaves %(campaign)s and gets none of its next broadcasts.")
                % {"name": self.object.person, "campaign": self.object.campaign},
                _("The person stays, and so do the SMS already sent."),
            ],
            action=_("Remove"),
            cancel_url=self.get_success_url(),
        )


class CampaignPick(PermissionRequiredMixin, View):
    """The way in from a person's page: choose the campaign."""

    permission_required = "crm.add_campaignmember"

    def get(self, request: HttpRequest, pk: int, object_name: str) -> HttpResponse:
        person = get_object_or_404(PEOPLE[object_name], pk=pk)
        term = clean_term(request.GET.get("q", ""))
        found = campaigns_matching(Campaign.objects.all(), term).exclude(**{f"members__{object_name}": person})
        context = {"person": person, "term": term, "campaigns": found[:FOUND_AT_MOST]}
        return render(request, "record_pages/people/campaign_pick.html", context)


def person_named(data: Any) -> Lead | Contact:
    """The person a form names by `lead` or `contact`."""
    for name, model in PEOPLE.items():
        if data.get(name, "").isdecimal():
            person: Lead | Contact = get_object_or_404(model, pk=data[name])
            return person
    raise Http404("No lead or contact is named.")


def _results(request: HttpRequest, campaign: Campaign, term: str, *, said: str = "") -> HttpResponse:
    found = _people_outside(campaign, term) if term else []
    context = {"campaign": campaign, "term": term, "found": found, "said": said}
    part = "campaigns/member_results.html" if request.htmx else "campaigns/member_add.html"  # type: ignore[attr-defined]
    return render(request, f"record_pages/{part}", context)


def _people_outside(campaign: Campaign, term: str) -> list[PersonRow]:
    found: list[PersonRow] = []
    for model in PEOPLE.values():
        people = people_matching(model._default_manager.exclude(campaign_members__campaign=campaign), term)
        found += rows_of(list(people.order_by("last_name", "first_name", "pk")[:FOUND_AT_MOST]))
    return found


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours else ""
