"""Campaigns and their members in Django admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from crm.admin.exchange import ExchangeAdmin
from crm.models import Campaign, CampaignMember
from crm.resources import CampaignMemberResource


@admin.register(Campaign)
class CampaignAdmin(ModelAdmin):
    list_display = ("name", "type", "status", "start_date", "end_date", "member_count", "owner")
    list_filter = ("type", "status")
    list_select_related = ("owner",)
    search_fields = ("name",)
    autocomplete_fields = ("owner",)
    fields = ("name", "type", "status", "start_date", "end_date", "owner", "description")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        campaigns: QuerySet[Campaign] = super().get_queryset(request).annotate(people=Count("members"))
        return campaigns

    @admin.display(description="Members", ordering="people")
    def member_count(self, campaign: Any) -> int:
        return int(campaign.people)


@admin.register(CampaignMember)
class CampaignMemberAdmin(ExchangeAdmin):
    resource_classes = (CampaignMemberResource,)
    list_display = ("campaign", "lead", "contact", "status", "created_at")
    list_filter = ("status",)
    list_select_related = ("campaign", "lead", "contact")
    search_fields = ("campaign__name", "lead__last_name", "contact__last_name")
    autocomplete_fields = ("campaign", "lead", "contact")
    fields = ("campaign", "lead", "contact", "status")
    show_full_result_count = False
