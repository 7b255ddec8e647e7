"""What an SMS can be sent from: a lead, a contact, a campaign, or people selected in a list."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from crm.models import Campaign, Contact, Lead
from sms.audience import Audience
from sms.models import Selection

Record = Lead | Contact | Campaign
Subject = Record | Selection

RECORDS: dict[str, type[Record]] = {"lead": Lead, "contact": Contact, "campaign": Campaign}
AUDIENCES: dict[str, type[Audience]] = {"campaign": Campaign, "selection": Selection}


def kind_of(subject: Subject) -> str:
    """ "lead", "contact", "campaign" or "selection"."""
    return str(subject._meta.model_name)


def find_record(kind: str, pk: int) -> Record:
    record: Record = _find(RECORDS, kind, pk)
    return record


def find_audience(kind: str, pk: int) -> Audience:
    audience: Audience = _find(AUDIENCES, kind, pk)
    return audience


def find_subject(kind: str, pk: int) -> Subject:
    subject: Subject = _find(RECORDS | AUDIENCES, kind, pk)
    return subject


def _find(models: dict[str, Any], kind: str, pk: int) -> Any:
    if kind not in models:
        raise Http404("No SMS can be sent from here.")
    return get_object_or_404(models[kind], pk=pk)
