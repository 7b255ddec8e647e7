"""Campaigns and their members."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework.serializers import BaseSerializer

from api import examples
from api.permissions import of_model
from api.records import RecordSerializer, RecordViewSet
from crm.models import Campaign, CampaignMember


@extend_schema_serializer(examples=examples.CAMPAIGN)
class CampaignSerializer(RecordSerializer):
    class Meta:
        model = Campaign
        fields = ("id", "name", "type", "status", "start_date", "end_date", "description")


@extend_schema_serializer(examples=examples.MEMBER)
class MemberSerializer(RecordSerializer):
    class Meta:
        model = CampaignMember
        fields = ("id", "campaign", "lead", "contact", "status")
        # The model says it in better words, and a member has a lead or a contact, not both.
        validators: list[object] = []
        extra_kwargs = {"lead": {"required": False}, "contact": {"required": False}}


class CampaignViewSet(RecordViewSet):
    """Reasons to text many people at once."""

    queryset = Campaign.objects.all()
    serializer_class = CampaignSerializer
    filterset_fields = ("type", "status")
    permissions = of_model("crm", "campaign")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.save(owner=self.request.user)


class MemberViewSet(RecordViewSet):
    """Who a campaign speaks to: each member is a lead or a contact."""

    queryset = CampaignMember.objects.all()
    serializer_class = MemberSerializer
    filterset_fields = ("campaign", "lead", "contact", "status")
    permissions = of_model("crm", "campaignmember")
