"""Leads and contacts, with the SMS opt-out of their number."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.serializers import BaseSerializer

from api import examples
from api.permissions import of_model
from api.records import RecordSerializer, RecordViewSet
from crm.models import Contact, Lead
from optout.models import Suppression
from optout.records import is_person_opted_out, mobile_e164_field, opt_out_person

CLEAR_ELSEWHERE = "This person opted out. Clear the opt-out of the number with DELETE on opt-outs, with a reason."

NAME = ("id", "salutation", "first_name", "last_name")
REACH = ("title", "email", "phone", "mobile_phone", "fax", "lead_source", "country", "sms_opt_out")


class PersonSerializer(RecordSerializer):
    sms_opt_out = serializers.BooleanField(
        source="is_opted_out",
        required=False,
        help_text="True adds an opt-out of the mobile number. It is cleared by `opt-outs`, with a reason.",
    )

    def validate_sms_opt_out(self, wanted: bool) -> bool:
        if not wanted and self.instance and is_person_opted_out(self.instance):
            raise serializers.ValidationError(CLEAR_ELSEWHERE)
        return wanted

    @transaction.atomic
    def store(self, values: dict[str, Any]) -> Any:
        opts_out = values.pop("is_opted_out", False)
        person = super().store(values)
        if opts_out and not is_person_opted_out(person):
            opt_out_person(person, by=self.context["request"].user, source=Suppression.Source.API)
        person.is_opted_out = is_person_opted_out(person)
        return person

    def to_representation(self, person: Any) -> dict[str, Any]:
        """Numbers are shown in E.164; one that cannot be used, as it was typed."""
        shown = super().to_representation(person)
        return {name: getattr(person, f"{name}_e164", "") or value for name, value in shown.items()}


@extend_schema_serializer(examples=examples.LEAD)
class LeadSerializer(PersonSerializer):
    class Meta:
        model = Lead
        fields = (*NAME, "company", *REACH, "status", "rating")


@extend_schema_serializer(examples=examples.CONTACT)
class ContactSerializer(PersonSerializer):
    class Meta:
        model = Contact
        fields = (*NAME, "account_name", *REACH, "status", "home_phone", "other_phone", "assistant_phone")


class PersonFilter(filters.FilterSet):
    sms_opt_out = filters.BooleanFilter(field_name="is_opted_out")


class LeadFilter(PersonFilter):
    class Meta:
        model = Lead
        fields = ("status", "rating", "lead_source", "country")


class ContactFilter(PersonFilter):
    class Meta:
        model = Contact
        fields = ("status", "lead_source", "country")


class PersonViewSet(RecordViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        """Each person with whether they opted out, in the one query of the list."""
        people: QuerySet[Any] = super().get_queryset()
        number = OuterRef(mobile_e164_field(people.model.object_name))
        is_suppressed = Exists(Suppression.objects.current().filter(number=number))
        people = people.annotate(is_opted_out=Q(has_pending_opt_out=True) | is_suppressed)
        return people

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.save(owner=self.request.user)


class LeadViewSet(PersonViewSet):
    """People who may become customers."""

    queryset = Lead.objects.all()
    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    permissions = of_model("crm", "lead")


class ContactViewSet(PersonViewSet):
    """People at the accounts a company does business with."""

    queryset = Contact.objects.all()
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    permissions = of_model("crm", "contact")
