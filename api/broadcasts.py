"""Broadcasts: one text to every member of a campaign, started, followed, paused, resumed and cancelled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api import examples
from api.errors import Conflict
from api.idempotency import make_once
from api.permissions import READ
from api.records import ById, OrderSerializer, RelatedId
from api.schema import IDEMPOTENCY_KEY
from api.sms import one_text
from configuration.models import Sender
from crm.models import Campaign
from sms import broadcasts
from sms.models import Broadcast, Exclusion, Tally
from templates_app.models import SmsTemplate

LATEST = timedelta(days=366)
TOO_LATE = "This is more than a year ahead. Choose an earlier time; nothing was sent."
NOT_RUNNING = "This broadcast is not running, so there is nothing to pause."
NOT_PAUSED = "This broadcast is not paused, so there is nothing to resume."
ENDED = "This broadcast has ended, so there is nothing to cancel."


@extend_schema_serializer(examples=examples.BROADCAST_ORDER)
class BroadcastOrderSerializer(OrderSerializer):
    campaign = RelatedId(queryset=Campaign.objects.all())
    sender = RelatedId(queryset=Sender.objects.all())
    text = serializers.CharField(required=False, allow_null=True, allow_blank=True, trim_whitespace=False)
    template = RelatedId(queryset=SmsTemplate.objects.all(), required=False, allow_null=True)
    scheduled_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When it starts, at most a year ahead; left out, at once."
    )
    confirm_repeat = serializers.BooleanField(
        source="confirmed_again",
        default=False,
        help_text="Send it although the same text went to this campaign within the last ten minutes.",
    )

    def validate_scheduled_at(self, moment: datetime | None) -> datetime | None:
        if moment and moment > timezone.now() + LATEST:
            raise serializers.ValidationError(TOO_LATE)
        return moment

    def validate(self, order: dict[str, Any]) -> dict[str, Any]:
        return one_text(order)


class BroadcastListSerializer(serializers.ListSerializer[Any]):
    """Counts the SMS of all broadcasts of a page at once."""

    def to_representation(self, data: Any) -> list[Any]:
        count(data)
        return super().to_representation(data)


@extend_schema_serializer(examples=examples.BROADCAST)
class BroadcastSerializer(serializers.ModelSerializer[Broadcast]):
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="How many SMS have which status.")
    exclusions = serializers.DictField(
        source="exclusion_counts",
        child=serializers.IntegerField(),
        help_text="How many members were left out for which reason.",
    )

    class Meta:
        model = Broadcast
        fields = (
            *("id", "campaign", "sender", "text", "template", "status", "pause_reason", "scheduled_at"),
            *("counts", "exclusions"),
        )
        read_only_fields = fields
        extra_kwargs = {"campaign": {"help_text": "Null when it went to people selected by hand, or was deleted."}}
        list_serializer_class = BroadcastListSerializer

    def to_representation(self, broadcast: Broadcast) -> dict[str, Any]:
        if not hasattr(broadcast, "counts"):
            count([broadcast])
        return super().to_representation(broadcast)


def count(page: Sequence[Any]) -> None:
    """Give each broadcast its `counts` and its `exclusion_counts`, in two queries however many there are."""
    by_id = {broadcast.pk: broadcast for broadcast in page}
    for broadcast in page:
        broadcast.counts, broadcast.exclusion_counts = {}, dict(broadcast.excluded)
    tallies = Tally.objects.filter(broadcast__in=by_id).order_by().values_list("broadcast_id", "status")
    for broadcast_id, status, messages in tallies.annotate(Sum("messages")).filter(messages__sum__gt=0):
        by_id[broadcast_id].counts[status] = messages
    unbuilt = Exclusion.objects.filter(broadcast__in=by_id, broadcast__built_at__isnull=True)
    for broadcast_id, reason, members in unbuilt.order_by().values_list("broadcast_id", "reason").annotate(Count("pk")):
        by_id[broadcast_id].exclusion_counts[reason] = members


class BroadcastViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ById):
    """Texts sent to campaigns, or to people selected by hand."""

    queryset = Broadcast.objects.all()
    serializer_class = BroadcastSerializer
    filterset_fields = ("campaign", "sender", "template", "status")
    permissions = dict.fromkeys(READ, "sms.view_broadcast") | dict.fromkeys(
        ("create", "pause", "resume", "cancel"), "configuration.send_broadcast"
    )

    @extend_schema(request=BroadcastOrderSerializer, responses={201: BroadcastSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Send a text to everybody who is a member of the campaign now, at once or at `scheduled_at`.

        Members who opted out, have no usable number or share one are left out and counted under `exclusions`. The
        same text to the same campaign within ten minutes is refused with 409 and the code `repeated`, unless
        `confirm_repeat` is true.
        """
        made = make_once(request, endpoint=self.basename, make=lambda: self.launch(request))
        return Response(self.get_serializer(Broadcast.objects.get(pk=made)).data, status=201)

    def launch(self, request: Request) -> Broadcast:
        order = BroadcastOrderSerializer(data=request.data)
        order.is_valid(raise_exception=True)
        return broadcasts.launch(by=request.user, **order.validated_data)

    @extend_schema(request=None, responses=BroadcastSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: int) -> Response:
        """Hold whatever has not left yet."""
        broadcast = self.get_object()
        return self.answer(broadcast, broadcasts.pause(broadcast, by=request.user), NOT_RUNNING)

    @extend_schema(request=None, responses=BroadcastSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: int) -> Response:
        """Go on where it stopped."""
        broadcast = self.get_object()
        return self.answer(broadcast, broadcasts.resume(broadcast, by=request.user), NOT_PAUSED)

    @extend_schema(request=None, responses=BroadcastSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Cancel whatever has not left yet; what Mitto has already is not called back."""
        broadcast = self.get_object()
        broadcasts.cancel_remaining(broadcast, by=request.user)
        return self.answer(broadcast, broadcast.status == Broadcast.Status.CANCELLED, ENDED)

    def answer(self, broadcast: Broadcast, has_changed: bool, problem: str) -> Response:
        if not has_changed:
            raise Conflict(problem)
        return Response(self.get_serializer(broadcast).data)
