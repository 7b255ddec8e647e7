"""Opt-outs by number: added by anybody who may send, cleared with a permission and a reason, kept for ever."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import examples
from api.errors import Conflict
from api.permissions import READ
from api.records import ById
from configuration.models import Configuration
from crm.phone import parse_number
from optout import suppression
from optout.models import Suppression
from sms.models import Sms

NO_REASON = "Say why this person may be texted again."
CLEARED = "This opt-out was cleared before. Nothing was changed."
REASON = OpenApiParameter(
    "reason", str, description="Why the number may be texted again; kept in the ledger. Or `reason` in a JSON body."
)


@extend_schema_serializer(examples=examples.OPT_OUT)
class OptOutSerializer(serializers.ModelSerializer[Suppression]):
    number = serializers.CharField(
        max_length=40, help_text="In any form; without a country code it is one of the default country."
    )
    sms = serializers.IntegerField(
        source="sms_id", read_only=True, allow_null=True, help_text="The reply that opted out."
    )

    class Meta:
        model = Suppression
        fields = ("id", "number", "source", "reason", "sms", "created_at", "cleared_at")
        read_only_fields = ("source", "created_at", "cleared_at")

    def validate_number(self, typed: str) -> str:
        number = parse_number(typed, Configuration.current().default_country)
        if number.problem:
            raise serializers.ValidationError(number.problem)
        return number.e164


class ClearingSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=255, error_messages=dict.fromkeys(("required", "null", "blank"), NO_REASON)
    )


class OptOutFilter(filters.FilterSet):
    sms = filters.ModelChoiceFilter(queryset=Sms.objects.all(), method="of_sms")
    is_current = filters.BooleanFilter(field_name="cleared_at", lookup_expr="isnull")
    number = filters.CharFilter(method="of_number", help_text="In E.164.")

    class Meta:
        model = Suppression
        fields = ("source",)

    @extend_schema_field(OpenApiTypes.INT)
    def of_sms(self, opt_outs: QuerySet[Suppression], name: str, sms: Sms) -> QuerySet[Suppression]:
        return opt_outs.filter(sms_reference=sms.reference)

    def of_number(self, opt_outs: QuerySet[Suppression], name: str, number: str) -> QuerySet[Suppression]:
        # A plus that was not escaped arrives as a blank.
        return opt_outs.filter(number=f"+{number.lstrip('+ ')}")


class OptOutViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ById):
    """Numbers that must not be texted, also those whose opt-out was cleared since (`cleared_at`)."""

    queryset = Suppression.objects.annotate(
        sms_id=Subquery(Sms.objects.filter(reference=OuterRef("sms_reference")).values("pk")[:1])
    )
    serializer_class = OptOutSerializer
    filterset_class = OptOutFilter
    permissions = dict.fromkeys(READ, "optout.view_suppression") | {
        "create": "configuration.send_sms",
        "destroy": "configuration.clear_opt_out",
    }

    def create(self, request: Request) -> Response:
        """Opt a number out. It may have opted out before: then the answer is that opt-out."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = suppression.opt_out(
            asked.validated_data["number"],
            source=Suppression.Source.API,
            by=request.user,
            reason=asked.validated_data.get("reason", ""),
        )
        return Response(self.get_serializer(self.get_queryset().get(pk=made.pk)).data, status=201)

    @extend_schema(parameters=[REASON])
    def destroy(self, request: Request, pk: int) -> Response:
        """Clear an opt-out: the number may be texted again. The line stays, with `cleared_at`."""
        opt_out = self.get_object()
        # Not every client sends a body with DELETE.
        asked = ClearingSerializer(data=request.data or request.query_params)
        asked.is_valid(raise_exception=True)
        reason = asked.validated_data["reason"]
        if not (opt_out.is_current and suppression.clear(opt_out.number, by=request.user, reason=reason, source="api")):
            raise Conflict(CLEARED, code="already_cleared")
        return Response(status=204)
