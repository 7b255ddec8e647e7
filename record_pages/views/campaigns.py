"""Campaigns."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.models import Campaign
from record_pages.finding import campaigns_matching
from record_pages.forms.campaigns import CampaignForm
from record_pages.paging import count_up_to_cap
from record_pages.views.in_place import SectionEdit, StatusChange
from record_pages.views.lists import Column
from record_pages.views.people import RELATED_ROWS
from record_pages.views.records import RecordDelete, RecordEdit, RecordNew, RecordPage
from record_pages.views.viewed_lists import ViewedList


class CampaignList(ViewedList):
    model = Campaign
    permission_required = "crm.view_campaign"
    template_name = "record_pages/campaigns/list.html"
    icon_name = "campaign"
    search_label = _("Search by name")
    columns = (
        Column(_("Campaign name"), name="name", kind="name"),
        Column(_("Type"), name="type"),
        Column(_("Status"), name="status"),
        Column(_("Start date"), name="start_date", kind="date"),
        Column(_("End date"), name="end_date", kind="date"),
        Column(_("Owner"), name="owner", kind="user"),
        Column(_("Created"), "created", name="created_at", kind="date"),
        Column(_("Last changed"), name="changed_at", kind="date", is_in_all=False),
    )
    filters = ("status", "type", "owner", "name", "start_date", "end_date", "created_at")

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("owner").defer("description")

    def matching(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        return campaigns_matching(rows, term)


class CampaignPage(RecordPage):
    """A campaign with its members, its broadcasts, and the panel that texts them all."""

    model = Campaign
    template_name = "record_pages/campaigns/campaign.html"

    def send_url(self) -> str:
        return reverse("send-broadcast", kwargs={"kind": "campaign", "pk": self.object.pk})

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        members = self.object.members.select_related("lead", "contact").order_by("pk")
        if self.request.user.has_perm("sms.view_broadcast"):
            context["broadcasts"] = self.object.broadcasts.all()[:RELATED_ROWS]
        return super().get_context_data(
            **context,
            members=members[:RELATED_ROWS],
            member_count=count_up_to_cap(self.object.members.all()),
        )


class CampaignNew(RecordNew):
    model = Campaign
    form_class = CampaignForm


class CampaignEdit(RecordEdit):
    model = Campaign
    form_class = CampaignForm


class CampaignSection(SectionEdit):
    model = Campaign
    form_class = CampaignForm


class CampaignStatus(StatusChange):
    model = Campaign


class CampaignDelete(RecordDelete):
    model = Campaign
    consequences = (
        _("The campaign and its list of members go. There is no way back."),
        _("The leads and contacts themselves stay."),
        _("Its broadcasts and SMS stay in their lists, without the link to a campaign."),
    )
