"""What an admin sets up: default senders and opt-out keywords."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework.serializers import BaseSerializer

from api import examples
from api.errors import Conflict
from api.permissions import of_setup
from api.records import RecordSerializer, RecordViewSet
from configuration.models import Sender
from optout.models import Keyword

PERMISSIONS = of_setup(read="configuration.send_sms", write="configuration.change_configuration")
LOCKED = "This keyword stays as it is: US law makes it an opt-out."


@extend_schema_serializer(examples=examples.SENDER)
class SenderSerializer(RecordSerializer):
    class Meta:
        model = Sender
        fields = ("id", "type", "name")
        extra_kwargs = {"type": {"required": True}}


@extend_schema_serializer(examples=examples.KEYWORD)
class KeywordSerializer(RecordSerializer):
    class Meta:
        model = Keyword
        fields = ("id", "value")


class SenderViewSet(RecordViewSet):
    """What the phone shows as *From*. Numeric senders can be answered, branded ones cannot."""

    queryset = Sender.objects.all()
    serializer_class = SenderSerializer
    filterset_fields = ("type", "name")
    permissions = PERMISSIONS


class KeywordViewSet(RecordViewSet):
    """Replies that opt a number out. The seven that US law names cannot be changed or deleted."""

    queryset = Keyword.objects.all()
    serializer_class = KeywordSerializer
    permissions = PERMISSIONS

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        _refuse_locked(self.get_object())
        super().perform_update(serializer)

    def perform_destroy(self, instance: Keyword) -> None:
        _refuse_locked(instance)
        super().perform_destroy(instance)


def _refuse_locked(keyword: Keyword) -> None:
    if keyword.is_locked:
        raise Conflict(LOCKED, code="locked")
