"""Secrets stay where they are: canaries are planted, every admin page is read, and nothing may sing."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from callbacks.models import HeldReport, RawEvent, Stranger
from configuration import audit
from configuration.models import AuditEntry, Configuration, PageLayout
from optout.models import Review
from optout.suppression import opt_out
from sms.models import Attempt, Broadcast, DeliveryUpdate, Exclusion, GatewayState, Worker
from templates_app.models import SmsTemplate
from tests.admin.test_setup import FORM, RULES
from tests.factories import make_campaign, make_contact, make_lead, make_sender, make_sms, make_user

KEY = "CANARY-PRODUCT-KEY"
TOKEN = "CANARY-CALLBACK-TOKEN"
SECRET = "CANARY-CALLBACK-SECRET"


@pytest.fixture
def planted(superuser_browser: Client) -> Client:
    """One row of everything, and the canaries put in as an admin would, wrongly and rightly."""
    campaign, sms = make_campaign(make_lead(), make_contact()), make_sms()
    make_sender()
    SmsTemplate.objects.create(name="Movie", related_object="lead", text="Hi")
    broadcast = Broadcast.objects.create(campaign=campaign, originator="MITTO", text="Hi")
    Exclusion.objects.create(broadcast=broadcast, member_id=1, reason="opted_out")
    DeliveryUpdate.objects.create(sms=sms, status="SENT", effect="moved")
    Attempt.objects.create(sms=sms, attempt_id="0" * 32, verdict="unknown")
    GatewayState.current()
    Worker.objects.create(name="worker@here", seen_at=timezone.now())
    Stranger.objects.create(address="203.0.113.7", since=timezone.now())
    opt_out("+447700900123", source="person", by=make_user("Mitto User Access"))
    Review.objects.create(number="+447700900124", text="leave me alone", rule="intent")
    HeldReport.objects.create(raw_event=RawEvent.objects.create(method="POST", digest="x"), position=0)
    audit.record("exported", by=make_user())
    PageLayout.for_object("lead").save()
    Configuration.objects.filter(pk=Configuration.current().pk).update(callback_token=TOKEN)
    superuser_browser.post("/admin/setup/", FORM | {"new_key": KEY, "default_country": "XX"})
    superuser_browser.post("/admin/setup/", FORM | {"new_key": KEY})
    superuser_browser.post("/admin/setup/rules/", RULES | {"new_callback_secret": SECRET, "trial_minutes": "0"})
    superuser_browser.post("/admin/setup/rules/", RULES | {"new_callback_secret": SECRET})
    assert (Configuration.current().product_key, Configuration.current().callback_secret) == (KEY, SECRET)
    return superuser_browser


def secrets_in(text: str) -> set[str]:
    return {secret for secret in (KEY, TOKEN, SECRET) if secret in text}


def pages() -> Iterator[str]:
    """Every page of every model in the admin, and Setup's own."""
    yield from (
        "/admin/",
        "/admin/setup/",
        "/admin/setup/page-layouts/",
        "/admin/setup/access/",
        "/admin/setup/rules/",
        "/admin/search/?s=setup",
    )
    for model in apps.get_models():
        if not admin.site.is_registered(model) or model._meta.app_label == "axes":
            continue
        row = model._default_manager.first()
        assert row is not None, f"the crawl has no {model._meta.label} to look at"
        for name, arguments in (
            ("changelist", []),
            ("add", []),
            ("import", []),
            ("export", []),
            ("change", [row.pk]),
            ("history", [row.pk]),
            ("delete", [row.pk]),
        ):
            try:
                yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)
            except NoReverseMatch:
                assert name in ("import", "export")
        if (history := getattr(row, "history", None)) and (version := history.first()):
            arguments = [row.pk, version.pk]
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_simple_history", args=arguments)


def test_no_page_of_the_admin_shows_the_key_or_the_token(planted: Client) -> None:
    seen = 0
    for url in pages():
        answer = planted.get(url, follow=True)
        assert answer.status_code in (200, 403), url
        assert not secrets_in(answer.content.decode()), url
        seen += answer.status_code == 200
    assert seen > 100


def test_the_reveal_and_the_callback_tab_are_the_two_places(planted: Client) -> None:
    callback = planted.get("/admin/setup/callback/").content.decode()
    assert secrets_in(callback) == {TOKEN}
    reveal = planted.post("/admin/setup/product-key/").content.decode()
    assert secrets_in(reveal) == {KEY}


def test_no_export_and_no_history_holds_them(planted: Client) -> None:
    for name in ("lead", "contact", "campaignmember"):
        fields = {f"{name}resource_id": "on", "campaignmemberresource_id": "on", "format": "0", "resource": "0"}
        answer = planted.post(f"/admin/crm/{name}/export/", fields)
        assert answer.headers["Content-Type"] == "text/csv"
        assert not secrets_in(answer.content.decode())
    assert not secrets_in(json.dumps(list(Configuration.history.values()), default=str))


def test_the_database_holds_neither_in_plain(planted: Client) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert not secrets_in(str(cursor.fetchall())), table
    assert not secrets_in(str([session.get_decoded() for session in Session.objects.all()]))
    assert LogEntry.objects.exists() and AuditEntry.objects.filter(what="key_changed").exists()


def test_no_log_holds_them(planted: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.template").setLevel(logging.WARNING)
        planted.post("/admin/setup/product-key/")
        planted.get("/admin/setup/callback/")
        planted.post("/admin/setup/", FORM | {"new_key": KEY, "time_zone": "Mars/Base"})
    assert not secrets_in(caplog.text)
