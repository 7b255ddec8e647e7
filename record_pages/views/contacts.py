"""Contacts."""

from django.utils.translation import gettext_lazy as _

from crm.models import Contact
from record_pages.forms.people import ContactForm
from record_pages.views.lists import Column
from record_pages.views.people import PersonDelete, PersonList, PersonPage
from record_pages.views.records import RecordEdit, RecordNew


class ContactList(PersonList):
    model = Contact
    permission_required = "crm.view_contact"
    template_name = "record_pages/people/contacts.html"
    icon_name = "contact"
    columns = (
        Column(_("Name"), "name"),
        Column(_("Account name")),
        Column(_("Mobile")),
        Column(_("Email")),
        Column(_("Title")),
        Column(_("Owner")),
        Column(_("Created"), "created"),
    )


class ContactPage(PersonPage):
    model = Contact


class ContactNew(RecordNew):
    model = Contact
    form_class = ContactForm


class ContactEdit(RecordEdit):
    model = Contact
    form_class = ContactForm


class ContactDelete(PersonDelete):
    model = Contact
