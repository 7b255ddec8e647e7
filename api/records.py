"""What all resources share: serializers that keep the rules of their models, and relations as ids."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.viewsets import GenericViewSet, ModelViewSet

from api.permissions import Permissions

UNKNOWN_FIELD = "There is no such field here. Nothing was sent."


class RelatedId(serializers.PrimaryKeyRelatedField[Any]):
    """Another record by its id."""

    default_error_messages = {"does_not_exist": "There is none with the id {pk_value}."}

    def __init__(self, **options: Any) -> None:
        # Without it 1.5 would mean 1, and 1e400 would be an error of ours.
        super().__init__(pk_field=None if options.get("read_only") else serializers.IntegerField(), **options)


class RecordSerializer(serializers.ModelSerializer[Any]):
    """A model as JSON. What its `clean` refuses or tidies and its constraints forbid, they do here too."""

    serializer_related_field = RelatedId

    record: Any

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        model: Any = self.Meta.model
        self.record = self.instance or model()
        for name, value in attrs.items():
            setattr(self.record, name, value)
        self.record.clean()
        self.record.validate_constraints()
        return {name: getattr(self.record, name) for name in attrs}

    def create(self, validated_data: dict[str, Any]) -> Any:
        return self.store(validated_data)

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        return self.store(validated_data)

    def store(self, values: dict[str, Any]) -> Any:
        """Save the record that was judged, with what the view adds."""
        for name, value in values.items():
            setattr(self.record, name, value)
        self.record.save()
        return self.record


class OrderSerializer(serializers.Serializer[Any]):
    """An order to send. A field it does not know is a mistake, since what it was meant to change would go out as is.

    Null means the same as leaving the field out.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({name: [UNKNOWN_FIELD] for name in unknown})
        order = super().to_internal_value(data)
        return {name: value for name, value in order.items() if value is not None}


class ById(GenericViewSet[Any]):
    """Addresses one record by a whole number."""

    permissions: Permissions
    lookup_value_converter = "int"


class RecordViewSet(ById, ModelViewSet[Any]):
    """Lists, reads, makes, changes and deletes records."""
