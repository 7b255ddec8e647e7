"""What the tests of the callback post, and to where."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from configuration.models import Configuration
from sms.models import Sms
from tests.factories import make_sms

NUMBER = "+447700900123"
FORM = "application/x-www-form-urlencoded"


def address(token: str = "") -> str:
    return f"/callbacks/mitto/{token or Configuration.current().callback_token}/"


def post(fields: Any, **extra: Any) -> HttpResponse:
    return Client(enforce_csrf_checks=True).post(address(), fields, **{"content_type": "application/json"} | extra)


def sent(**changes: Any) -> Sms:
    return make_sms(**{"status": "sent", "gateway_id": "M-1", "gateway_key": "m1", "recipient": NUMBER} | changes)


def status_of(sms: Sms) -> str:
    return Sms.objects.get(pk=sms.pk).status
