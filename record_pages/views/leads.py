"""Leads."""

from django.utils.translation import gettext_lazy as _

from crm.models import Lead
from record_pages.forms.people import LeadForm
from record_pages.views.lists import Column
from record_pages.views.people import PersonDelete, PersonList, PersonPage
from record_pages.views.records import RecordEdit, RecordNew


class LeadList(PersonList):
    model = Lead
    permission_required = "crm.view_lead"
    template_name = "record_pages/people/leads.html"
    icon_name = "lead"
    columns = (
        Column(_("Name"), "name"),
        Column(_("Company")),
        Column(_("Mobile")),
        Column(_("Email")),
        Column(_("Lead status")),
        Column(_("Owner")),
        Column(_("Created"), "created"),
    )


class LeadPage(PersonPage):
    model = Lead


class LeadNew(RecordNew):
    model = Lead
    form_class = LeadForm


class LeadEdit(RecordEdit):
    model = Lead
    form_class = LeadForm


class LeadDelete(PersonDelete):
    model = Lead
