"""Leads."""

from django.utils.translation import gettext_lazy as _

from crm.models import Lead
from record_pages.forms.people import LeadForm
from record_pages.views.in_place import SectionEdit, StatusChange
from record_pages.views.lists import Column
from record_pages.views.people import PersonDelete, PersonList, PersonPage
from record_pages.views.records import RecordEdit, RecordNew


class LeadList(PersonList):
    model = Lead
    permission_required = "crm.view_lead"
    template_name = "record_pages/people/leads.html"
    icon_name = "lead"
    columns = (
        Column(_("Name"), "name", name="name", kind="name"),
        Column(_("Company"), name="company"),
        Column(_("Mobile"), name="mobile", kind="number"),
        Column(_("Email"), name="email"),
        Column(_("Lead status"), name="status"),
        Column(_("Owner"), name="owner", kind="user"),
        Column(_("Created"), "created", name="created_at", kind="date"),
        Column(_("Title"), name="title", is_in_all=False),
        Column(_("Rating"), name="rating", is_in_all=False),
        Column(_("Lead source"), name="lead_source", is_in_all=False),
        Column(_("City"), name="city", is_in_all=False),
        Column(_("Country"), name="country", is_in_all=False),
        Column(_("SMS opt-out"), name="opt_out", is_in_all=False),
        Column(_("Last changed"), name="changed_at", kind="date", is_in_all=False),
    )
    filters = (
        "status",
        "rating",
        "lead_source",
        "owner",
        "company",
        "title",
        "email",
        "mobile_phone",
        "city",
        "country",
        "created_at",
    )
    bulk_url_name = "leads-to-campaign"


class LeadPage(PersonPage):
    model = Lead


class LeadNew(RecordNew):
    model = Lead
    form_class = LeadForm


class LeadEdit(RecordEdit):
    model = Lead
    form_class = LeadForm


class LeadSection(SectionEdit):
    model = Lead
    form_class = LeadForm


class LeadStatus(StatusChange):
    model = Lead


class LeadDelete(PersonDelete):
    model = Lead
