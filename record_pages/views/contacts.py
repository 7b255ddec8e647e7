"""Contacts."""

from django.utils.translation import gettext_lazy as _

from crm.models import Contact
from record_pages.forms.people import ContactForm
from record_pages.views.in_place import SectionEdit
from record_pages.views.lists import Column
from record_pages.views.people import PersonDelete, PersonList, PersonPage
from record_pages.views.records import RecordEdit, RecordNew


class ContactList(PersonList):
    model = Contact
    permission_required = "crm.view_contact"
    template_name = "record_pages/people/contacts.html"
    icon_name = "contact"
    columns = (
        Column(_("Name"), "name", name="name", kind="name"),
        Column(_("Account name"), name="account_name"),
        Column(_("Mobile"), name="mobile", kind="number"),
        Column(_("Email"), name="email"),
        Column(_("Title"), name="title"),
        Column(_("Owner"), name="owner", kind="user"),
        Column(_("Created"), "created", name="created_at", kind="date"),
        Column(_("Department"), name="department", is_in_all=False),
        Column(_("Contact status"), name="status", is_in_all=False),
        Column(_("Lead source"), name="lead_source", is_in_all=False),
        Column(_("City"), name="city", is_in_all=False),
        Column(_("Country"), name="country", is_in_all=False),
        Column(_("SMS opt-out"), name="opt_out", is_in_all=False),
        Column(_("Last changed"), name="changed_at", kind="date", is_in_all=False),
    )
    filters = (
        "owner",
        "account_name",
        "department",
        "status",
        "title",
        "email",
        "mobile_phone",
        "lead_source",
        "city",
        "country",
        "created_at",
    )
    bulk_url_name = "contacts-to-campaign"


class ContactPage(PersonPage):
    model = Contact


class ContactNew(RecordNew):
    model = Contact
    form_class = ContactForm


class ContactEdit(RecordEdit):
    model = Contact
    form_class = ContactForm


class ContactSection(SectionEdit):
    model = Contact
    form_class = ContactForm


class ContactDelete(PersonDelete):
    model = Contact
