"""The OpenAPI schema, the page that shows it, and the errors that every operation may answer with."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import OpenApiParameter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api.errors import DETAILS, TAKEN
from api.idempotency import HEADER, MAX_LENGTH
from api.permissions import MayAct

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH},
    OpenApiParameter.HEADER,
    description="A key of your own: the same request sent again with it makes nothing new.",
)

ERROR = {
    "type": "object",
    "required": ["code", "detail", "fields"],
    "properties": {
        "code": {"type": "string", "description": "What went wrong, as one word for programs."},
        "detail": {"type": "string", "description": "What went wrong and what to do, for people."},
        "fields": {
            "type": "object",
            "description": "For each field that is wrong, what is wrong with it.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
EXAMPLES: dict[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("invalid", "Look at name: nothing was saved or sent."),
    HTTPStatus.UNAUTHORIZED: ("not_authenticated", DETAILS["not_authenticated"]),
    HTTPStatus.FORBIDDEN: ("permission_denied", MayAct.message),
    HTTPStatus.NOT_FOUND: ("not_found", DETAILS["not_found"]),
    HTTPStatus.NOT_ACCEPTABLE: ("not_acceptable", DETAILS["not_acceptable"]),
    HTTPStatus.CONFLICT: ("conflict", TAKEN),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("unsupported_media_type", DETAILS["unsupported_media_type"]),
    HTTPStatus.TOO_MANY_REQUESTS: ("throttled", "Request was throttled. Expected available in 1 second."),
}


class Schema(SpectacularAPIView):
    """As JSON, or as YAML to those who ask for it."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer, OpenApiYamlRenderer2]


class Docs(SpectacularSwaggerSplitView):
    """The schema for people. All it loads comes from this installation."""

    url_name = "api:schema"
    template_name = "api/docs.html"


def add_errors(result: dict[str, Any], **kwargs: object) -> dict[str, Any]:
    """Say of each operation which errors it may answer with; all have one form."""
    result["components"]["schemas"]["Error"] = ERROR
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status in _errors(method, has_id="{id}" in path):
                operation["responses"][str(status.value)] = _error(status)
    return result


def _errors(method: str, *, has_id: bool) -> Iterator[HTTPStatus]:
    yield HTTPStatus.BAD_REQUEST
    yield HTTPStatus.UNAUTHORIZED
    yield HTTPStatus.FORBIDDEN
    if has_id:
        yield HTTPStatus.NOT_FOUND
    yield HTTPStatus.NOT_ACCEPTABLE
    if method != "get":
        yield HTTPStatus.CONFLICT
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    yield HTTPStatus.TOO_MANY_REQUESTS


def _error(status: HTTPStatus) -> dict[str, Any]:
    code, detail = EXAMPLES[status]
    fields = {"name": ["This field is required."]} if status == HTTPStatus.BAD_REQUEST else {}
    content = {
        "schema": {"$ref": "#/components/schemas/Error"},
        "example": {"code": code, "detail": detail, "fields": fields},
    }
    return {"description": status.phrase, "content": {"application/json": content}}
