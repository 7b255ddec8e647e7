"""Leads and contacts in Django admin, with the opt-out that belongs to their number."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import display

from crm.admin.exchange import ExchangeAdmin
from crm.admin.people import ABOUT, ADDRESS, PersonAdmin
from crm.models import Contact, Lead
from optout.admin.reason import ask_reason
from optout.models import Suppression
from optout.person_resources import ContactResource, LeadResource
from optout.records import clear_person, mobile_e164_field, opt_out_person, opted_out_ids

OPTED_OUT = "Opted out"


class PersonWithOptOutAdmin(ExchangeAdmin, PersonAdmin):
    readonly_fields = ("sms_opt_out",)
    actions = ("opt_out_selected", "clear_selected")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        number = OuterRef(mobile_e164_field(self.model.object_name))
        is_suppressed = Exists(Suppression.objects.current().filter(number=number))
        people: QuerySet[Any] = super().get_queryset(request).annotate(is_suppressed=is_suppressed)
        return people

    def has_clear_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("configuration.clear_opt_out")

    @display(description="SMS opt-out", label={OPTED_OUT: "danger"})
    def sms_opt_out(self, person: Any) -> str:
        is_opted_out = person.has_pending_opt_out or getattr(person, "is_suppressed", False)
        return OPTED_OUT if is_opted_out else ""

    @admin.action(description="Opt the selected people out of SMS", permissions=["change"])
    def opt_out_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return ask_reason(
            self,
            request,
            queryset,
            act=lambda person, reason: opt_out_person(person, by=request.user, reason=reason),
            question="Why do these people get no more SMS?",
        )

    @admin.action(description="Clear the SMS opt-out of the selected people", permissions=["clear"])
    def clear_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        opted_out = opted_out_ids(list(queryset))
        return ask_reason(
            self,
            request,
            queryset.filter(pk__in=opted_out),
            act=lambda person, reason: clear_person(person, by=request.user, reason=reason),
            question="Why may these people be texted again?",
        )


@admin.register(Lead)
class LeadAdmin(PersonWithOptOutAdmin):
    resource_classes = (LeadResource,)
    list_display = ("name", "company", "mobile_phone", "sms_opt_out", "status", "rating", "owner", "created_at")
    list_filter = ("status", "rating", *PersonAdmin.list_filter)
    fieldsets = (
        (None, {"fields": ("salutation", "first_name", "last_name", "title", "company", "status", "rating")}),
        ("Reach", {"fields": ("email", "phone", "mobile_phone", "fax", "sms_opt_out")}),
        ("Address", {"fields": ADDRESS}),
        ("About", {"fields": ABOUT}),
    )


@admin.register(Contact)
class ContactAdmin(PersonWithOptOutAdmin):
    resource_classes = (ContactResource,)
    list_display = ("name", "account_name", "mobile_phone", "sms_opt_out", "owner", "created_at")
    fieldsets = (
        (None, {"fields": ("salutation", "first_name", "last_name", "title", "account_name", "department", "status")}),
        (
            "Reach",
            {
                "fields": (
                    "email",
                    "phone",
                    "mobile_phone",
                    "home_phone",
                    "other_phone",
                    "assistant_phone",
                    "fax",
                    "sms_opt_out",
                )
            },
        ),
        ("Address", {"fields": ADDRESS}),
        ("About", {"fields": ABOUT}),
    )
