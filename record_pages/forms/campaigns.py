"""The form for campaigns."""

from django import forms

from crm.models import Campaign
from record_pages.forms.records import RecordForm
from record_pages.layout import names_in


class CampaignForm(RecordForm):
    class Meta:
        model = Campaign
        fields = names_in("campaign")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("start_date", "end_date")
        }
