"""SMS: sent to a lead, a contact or a number, and followed until they are delivered."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import examples
from api.idempotency import make_once
from api.permissions import READ
from api.records import ById, OrderSerializer, RelatedId
from api.schema import IDEMPOTENCY_KEY
from configuration.models import Sender
from crm.models import Contact, Lead
from sms.compose import compose_sms
from sms.models import DeliveryUpdate, Sms
from sms.models.sms import SmsQuerySet
from sms.status import Status
from templates_app.models import SmsTemplate

ONE_RECIPIENT = "Give exactly one of lead, contact and to."
ONE_TEXT = "Give either a text or a template."
MESSAGE_STATUS = {status: Sms(status=status).message_status for status in Status}


def one_text(order: dict[str, Any]) -> dict[str, Any]:
    """An order with the text to send: its own or its template's."""
    text, template = order.get("text"), order.get("template")
    if text and not template:
        return order
    if template and not text:
        return {**order, "text": template.text}
    raise serializers.ValidationError({"text": [ONE_TEXT]})


@extend_schema_serializer(examples=examples.SMS_ORDER)
class SmsOrderSerializer(OrderSerializer):
    lead = RelatedId(queryset=Lead.objects.all(), required=False, allow_null=True)
    contact = RelatedId(queryset=Contact.objects.all(), required=False, allow_null=True)
    to = serializers.CharField(
        required=False, allow_null=True, allow_blank=True, max_length=40, help_text="A number, best in E.164."
    )
    sender = RelatedId(queryset=Sender.objects.all())
    text = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Merge fields such as `<%=FirstName%>` are filled in; whatever else it holds is sent as it is.",
    )
    template = RelatedId(queryset=SmsTemplate.objects.all(), required=False, allow_null=True)

    def validate(self, order: dict[str, Any]) -> dict[str, Any]:
        if sum(bool(order.get(name)) for name in ("lead", "contact", "to")) != 1:
            raise serializers.ValidationError({"to": [ONE_RECIPIENT]})
        return one_text(order)


class DeliveryUpdateSerializer(serializers.ModelSerializer[DeliveryUpdate]):
    class Meta:
        model = DeliveryUpdate
        fields = ("status", "error_code", "occurred_at", "received_at")


@extend_schema_serializer(examples=examples.SMS)
class SmsSerializer(serializers.ModelSerializer[Sms]):
    error = serializers.SerializerMethodField(help_text="What went wrong, with Mitto's code; empty when nothing did.")
    delivery_updates = DeliveryUpdateSerializer(many=True)

    class Meta:
        model = Sms
        fields = (
            *("id", "number", "direction", "status", "delivery_status", "message_status", "to", "from", "text"),
            *("encoding", "segments", "sent_messages", "lead", "contact", "campaign", "broadcast", "template"),
            *("gateway_id", "reference", "error", "created_at", "sent_at", "delivered_at", "delivery_updates"),
        )
        read_only_fields = fields
        extra_kwargs = {"to": {"source": "recipient"}, "from": {"source": "originator"}}

    def get_error(self, sms: Sms) -> str:
        return sms.error or (f"Left out: {sms.get_skip_reason_display()}" if sms.skip_reason else "")


class SmsFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=Status.choices, method="of_status")
    message_status = filters.ChoiceFilter(
        choices=[(word, word) for word in dict.fromkeys(MESSAGE_STATUS.values())], method="of_message_status"
    )

    class Meta:
        model = Sms
        fields = (
            *("direction", "status", "delivery_status", "lead", "contact", "campaign", "broadcast", "template"),
            *("reference", "gateway_id"),
        )

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        """Two more, of which one is named like a word of Python."""
        of_number = {"method": "of_number", "help_text": "A number, best in E.164, or a sender's name."}
        to, sender = (filters.CharFilter(name, **of_number) for name in ("recipient", "originator"))
        return {**super().get_filters(), "to": to, "from": sender}

    def of_number(self, messages: QuerySet[Sms], name: str, number: str) -> QuerySet[Sms]:
        # A plus that was not escaped arrives as a blank; some senders are stored without one.
        bare = number.lstrip("+ ")
        return messages.filter(**{f"{name}__in": [bare, f"+{bare}"]})

    def of_status(self, messages: SmsQuerySet, name: str, status: str) -> SmsQuerySet:
        return messages.of_status(status)

    def of_message_status(self, messages: QuerySet[Sms], name: str, word: str) -> QuerySet[Sms]:
        return messages.filter(status__in=[status for status in Status if MESSAGE_STATUS[status] == word])


class SmsViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ById):
    """Every SMS sent and received. They are records: nothing changes or deletes them."""

    queryset = Sms.objects.prefetch_related("delivery_updates")
    serializer_class = SmsSerializer
    filterset_class = SmsFilter
    permissions = dict.fromkeys(READ, "sms.view_sms") | {"create": "configuration.send_sms"}

    @extend_schema(request=SmsOrderSerializer, responses={201: SmsSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Send an SMS to a lead, a contact or a number.

        It is queued and leaves at once; ask for it again to see how far it is. A number that opted out is refused
        with the code `opted_out`.
        """
        made = make_once(request, endpoint=self.basename, make=lambda: self.send(request))
        return Response(self.get_serializer(self.get_queryset().get(pk=made)).data, status=201)

    def send(self, request: Request) -> Sms:
        order = SmsOrderSerializer(data=request.data)
        order.is_valid(raise_exception=True)
        return compose_sms(by=request.user, origin=Sms.Origin.API, **order.validated_data)
