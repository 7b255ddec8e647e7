"""Lists: pages that lose nothing and double nothing, at a constant number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from crm.models import CampaignMember
from optout import suppression
from sms.models import DeliveryUpdate
from tests.factories import (
    make_broadcast,
    make_campaign,
    make_contact,
    make_inbound_sms,
    make_lead,
    make_sender,
    make_sms,
    make_template,
)

LEADS = "/api/v1/leads/"


def member() -> None:
    make_campaign(make_lead())


def keyword() -> None:
    """The seven there are by law will do."""


def opt_out() -> None:
    reply = make_inbound_sms()
    suppression.opt_out(reply.originator, source="reply", sms_reference=reply.reference)


def sms_with_updates() -> None:
    sms = make_sms(lead=make_lead(), campaign=make_campaign(), template=make_template())
    for status in ("BUFFERED", "DELIVERED"):
        DeliveryUpdate.objects.create(sms=sms, status=status, effect="moved")


def broadcast_with_sms() -> None:
    broadcast = make_broadcast(campaign=make_campaign(), sender=make_sender())
    make_sms(broadcast=broadcast)
    make_sms(broadcast=broadcast, status="sent")


MAKERS: dict[str, Callable[[], Any]] = {
    "leads": make_lead,
    "contacts": make_contact,
    "campaigns": make_campaign,
    "campaign-members": member,
    "senders": make_sender,
    "templates": lambda: make_template(sender=make_sender()),
    "opt-out-keywords": keyword,
    "opt-outs": opt_out,
    "sms": sms_with_updates,
    "broadcasts": broadcast_with_sms,
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_longer_list_takes_no_more_queries(admin: APIClient, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert admin.get(f"/api/v1/{name}/").status_code == 200
        return len(captured)

    MAKERS[name]()
    admin.get(f"/api/v1/{name}/")
    short = queries()
    for _ in range(3):
        MAKERS[name]()

    assert queries() == short <= 7


def ids(page: Any) -> list[int]:
    assert list(page) == ["next", "previous", "results"]
    return [row["id"] for row in page["results"]]


def test_pages_follow_each_other_newest_first_and_back(agent: APIClient) -> None:
    leads = [make_lead().pk for _ in range(5)][::-1]

    first = agent.get(LEADS, {"page_size": 2}).json()
    second = agent.get(first["next"]).json()
    third = agent.get(second["next"]).json()

    assert [ids(first), ids(second), ids(third)] == [leads[:2], leads[2:4], leads[4:]]
    assert (first["previous"], third["next"]) == (None, None)
    assert ids(agent.get(third["previous"]).json()) == leads[2:4]


def test_a_page_keeps_its_question(agent: APIClient) -> None:
    wanted = [make_lead(status="Working").pk for _ in range(2)]
    make_lead()

    first = agent.get(LEADS, {"page_size": 1, "status": "Working"}).json()

    assert ids(first) + ids(agent.get(first["next"]).json()) == wanted[::-1]


def test_what_is_added_meanwhile_shifts_nothing(agent: APIClient) -> None:
    leads = [make_lead().pk for _ in range(4)][::-1]
    first = agent.get(LEADS, {"page_size": 2}).json()
    make_lead()

    assert ids(agent.get(first["next"]).json()) == leads[2:]


@pytest.mark.parametrize(("asked", "given"), [("500", 200), ("0", 100), ("-1", 100), ("x", 100), ("150", 150)])
def test_a_page_has_200_rows_at_most(agent: APIClient, asked: str, given: int) -> None:
    make_campaign(members=205)

    assert CampaignMember.objects.count() == 205
    assert len(ids(agent.get("/api/v1/campaign-members/", {"page_size": asked}).json())) == given


@pytest.mark.parametrize("resource", MAKERS)
def test_a_filter_nobody_knows_is_refused_with_those_there_are(manager: APIClient, resource: str) -> None:
    answer = manager.get(f"/api/v1/{resource}/", {"stauts": "open", "page_size": 5})

    assert answer.status_code == 400
    (sentence,) = answer.json()["fields"]["stauts"]
    assert sentence.startswith("There is no such filter here. Known are ")
    assert "cursor" in sentence
