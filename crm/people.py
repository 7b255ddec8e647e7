"""Finding people by number."""

from itertools import chain

from configuration.models import Configuration
from crm.models import Contact, Lead


def holders_of(e164: str) -> list[Lead | Contact]:
    """Everybody whose mobile (the field Setup chose) is this number, newest first."""
    setup = Configuration.current()
    leads = Lead.objects.filter(**{f"{setup.lead_mobile}_e164": e164})
    contacts = Contact.objects.filter(**{f"{setup.contact_mobile}_e164": e164})
    return sorted(chain(leads, contacts), key=lambda person: person.created_at, reverse=True) if e164 else []
