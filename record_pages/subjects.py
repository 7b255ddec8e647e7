"""What an SMS can be sent from: a lead, a contact or a campaign."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from crm.models import Campaign, Contact, Lead

Subject = Lead | Contact | Campaign

KINDS: dict[str, type[Lead] | type[Contact] | type[Campaign]] = {
    "lead": Lead,
    "contact": Contact,
    "campaign": Campaign,
}


def kind_of(subject: Subject) -> str:
    """ "lead", "contact" or "campaign"."""
    return str(subject._meta.model_name)


def find_subject(kind: str, pk: int) -> Subject:
    if kind not in KINDS:
        raise Http404("SMS belong to leads, contacts and campaigns.")
    model: Any = KINDS[kind]
    subject: Subject = get_object_or_404(model, pk=pk)
    return subject
