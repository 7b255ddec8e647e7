"""One form for everything that goes wrong: `{"code", "detail", "fields"}`."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from sms.refusal import Refused

# What concerns no single field, in the words of forms and of serializers.
GENERAL = ("__all__", "non_field_errors")

DETAILS = {
    "not_authenticated": "Log in, or send the header “Authorization: Token …”.",
    "not_found": "There is nothing at this address. Addresses end with a slash.",
    "unsupported_media_type": "Send JSON, with the header “Content-Type: application/json”.",
    "not_acceptable": "The answer is JSON; accept application/json.",
}
TAKEN = "Somebody else saved the same at the same moment. Look at it and try again."


class Conflict(exceptions.APIException):
    """The request is fine by itself, but not now."""

    status_code = 409
    default_code = "conflict"


def answer(error: Exception, context: Any) -> Response | None:
    """Turn an error into an answer; a fault of ours is nobody else's to mend and stays one."""
    if isinstance(error, Refused):
        status = 409 if error.code == "repeated" else 400
        return Response(_body(error.code, error.fields), status=status)
    if isinstance(error, IntegrityError):
        error = Conflict(TAKEN)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields = error.detail if isinstance(error.detail, Mapping) else {GENERAL[0]: error.detail}
        response.data = _body("invalid", fields)
    else:
        detail = response.data["detail"]
        response.data = {"code": detail.code, "detail": _sentence(DETAILS.get(detail.code, detail)), "fields": {}}
    return response


def _body(code: str, problems: Mapping[str, Any]) -> dict[str, Any]:
    sentences = {_printable(name): _sentences(value) for name, value in problems.items()}
    general = [sentence for name in GENERAL for sentence in sentences.pop(name, [])]
    detail = " ".join(general) or f"Look at {', '.join(sentences)}: nothing was saved or sent."
    return {"code": code, "detail": detail, "fields": sentences}


def _sentences(value: Any) -> list[str]:
    """The sentences about a field, whatever they are nested in."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [sentence for each in value for sentence in _sentences(each)]
    return [_sentence(value)]


def _sentence(text: object) -> str:
    sentence = _printable(text)
    return sentence if sentence.endswith((".", "?", "”")) else f"{sentence}."


def _printable(text: object) -> str:
    """Some sentences quote what was sent, and half a character cannot be sent back."""
    return str(text).encode(errors="replace").decode()
