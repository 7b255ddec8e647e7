"""SMS templates."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api import examples
from api.permissions import of_model
from api.records import RecordSerializer, RecordViewSet
from sms import wording
from templates_app.models import SmsTemplate


@extend_schema_serializer(examples=examples.TEMPLATE)
class SmsTemplateSerializer(RecordSerializer):
    class Meta:
        model = SmsTemplate
        fields = ("id", "name", "related_object", "sender", "text")
        extra_kwargs = {"text": {"trim_whitespace": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        values = super().validate(attrs)
        if problems := wording.problems_of(self.record.text, self.record.related_object):
            raise serializers.ValidationError({"text": problems})
        return values


class SmsTemplateViewSet(RecordViewSet):
    """Texts written once, with merge fields such as `<%=FirstName%>`."""

    queryset = SmsTemplate.objects.all()
    serializer_class = SmsTemplateSerializer
    filterset_fields = ("related_object", "sender", "name")
    permissions = of_model("templates_app", "smstemplate")
