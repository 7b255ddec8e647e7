"""The schema tells the truth: generated requests get no answer it does not describe, and never a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from rest_framework.authtoken.models import Token
from schemathesis import checks

from optout import suppression
from optout.models import Keyword
from tests.conftest import Ready
from tests.factories import (
    make_broadcast,
    make_campaign,
    make_contact,
    make_lead,
    make_sms,
    make_template,
    make_user,
)

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]

# Without "coverage", which walks through every value of every list: some hundred countries for each kind of record.
CONFIG = {"phases": {"coverage": {"enabled": False}}, "generation": {"mode": "all"}}

schema = schemathesis.openapi.from_dict(
    SchemaGenerator().get_schema(public=True), config=schemathesis.Config.from_dict(CONFIG)
)
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A real request closes the connection that holds the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(ready: Ready) -> str:
    return Token.objects.create(user=make_user("admin")).key


@pytest.fixture
def id_of_each(ready: Ready) -> dict[str, int]:
    """One record of each resource."""
    lead = make_lead()
    campaign = make_campaign(lead, make_contact())
    records = {
        "leads": lead,
        "contacts": campaign.members.last().contact,
        "campaigns": campaign,
        "campaign-members": campaign.members.first(),
        "senders": ready.sender,
        "templates": make_template(),
        "opt-out-keywords": Keyword.objects.filter(is_locked=True).first(),
        "opt-outs": suppression.opt_out("+447700900999", source="person"),
        "sms": make_sms(lead=lead),
        "broadcasts": make_broadcast(campaign=campaign),
    }
    return {resource: record.pk for resource, record in records.items()}


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_generated_requests(case: Any, token: str, id_of_each: dict[str, int]) -> None:
    if isinstance(case.path_parameters.get("id"), int):
        case.path_parameters["id"] = id_of_each[case.path.split("/")[3]]
    case.call_and_validate(headers={"Authorization": f"Token {token}"}, checks=CHECKS)
