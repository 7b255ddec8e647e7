"""Lists in the admin: what is found, and that more rows cost no more queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from callbacks.models import RawEvent
from configuration import audit
from optout.suppression import opt_out
from sms.models import Broadcast, DeliveryUpdate
from templates_app.models import SmsTemplate
from tests.factories import make_campaign, make_contact, make_lead, make_sender, make_sms, make_user, numbers


def make_member() -> None:
    make_campaign(make_lead(), make_contact())


def make_template() -> None:
    SmsTemplate.objects.create(name=f"Template {next(numbers)}", related_object="lead", sender=make_sender(), text="Hi")


def make_update() -> None:
    DeliveryUpdate.objects.create(sms=make_sms(lead=make_lead()), status="SENT", effect="kept")


def make_broadcast() -> None:
    Broadcast.objects.create(campaign=make_campaign(), originator="MITTO", text="Hi", created_by=make_user())


def make_opt_out() -> None:
    opt_out(f"+4477{next(numbers):08}", source="person", by=make_user())


LISTS: dict[str, Callable[[], Any]] = {
    "crm/lead": lambda: make_lead(owner=make_user()),
    "crm/contact": lambda: make_contact(owner=make_user()),
    "crm/campaign": make_member,
    "crm/campaignmember": make_member,
    "sms/sms": lambda: make_sms(lead=make_lead(), campaign=make_campaign()),
    "sms/broadcast": make_broadcast,
    "sms/deliveryupdate": make_update,
    "templates_app/smstemplate": make_template,
    "optout/suppression": make_opt_out,
    "optout/consentevent": make_opt_out,
    "callbacks/rawevent": lambda: RawEvent.objects.create(method="POST", digest="x"),
    "configuration/sender": make_sender,
    "configuration/auditentry": lambda: audit.record("exported", by=make_user()),
    "auth/user": lambda: make_user("Mitto User Access"),
}


def count_queries(browser: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", LISTS)
def test_thirty_rows_cost_as_many_queries_as_three(superuser_browser: Client, name: str) -> None:
    url = f"/admin/{name}/"
    for _ in range(3):
        LISTS[name]()
    superuser_browser.get(url)
    few = count_queries(superuser_browser, url)
    for _ in range(27):
        LISTS[name]()
    assert count_queries(superuser_browser, url) == few


@pytest.mark.parametrize("term", ["SMS-{pk:06}", "sms-{pk}", "{pk}", "+447700900777", "{reference}"])
def test_an_sms_is_found_by_its_names(boss_browser: Client, term: str) -> None:
    wanted, other = make_sms(recipient="+447700900777"), make_sms()
    page = boss_browser.get("/admin/sms/sms/", {"q": term.format(pk=wanted.pk, reference=wanted.reference)})
    assert [sms.pk for sms in page.context["cl"].result_list] == [wanted.pk]
    assert other.pk != wanted.pk


@pytest.mark.parametrize("url", ["sms/sms", "sms/broadcast", "callbacks/rawevent", "sms/deliveryupdate"])
def test_what_the_program_writes_nobody_adds(superuser_browser: Client, url: str) -> None:
    assert superuser_browser.get(f"/admin/{url}/add/").status_code == 403


def test_an_sms_is_shown_with_its_delivery_updates_and_not_changed(superuser_browser: Client) -> None:
    sms = make_sms(text="<script>alert(1)</script>")
    DeliveryUpdate.objects.create(sms=sms, status="BUFFERED", effect="moved")
    url = f"/admin/sms/sms/{sms.pk}/change/"
    page = superuser_browser.get(url).content.decode()
    assert "BUFFERED" in page and "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    assert superuser_browser.post(url, {"text": "Other"}).status_code == 403
    assert superuser_browser.post(f"/admin/sms/sms/{sms.pk}/delete/", {"post": "yes"}).status_code == 403
