"""Results: what came of a broadcast, on the page, in the file, and for one number."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from optout import suppression
from sms.broadcasts import build, launch
from sms.models import Broadcast, Exclusion
from sms.results import armed_before_opt_out, export_csv, find_number, results
from tests.conftest import Ready
from tests.factories import ago, make_broadcast, make_campaign, make_inbound_sms, make_lead, make_sms

pytestmark = pytest.mark.django_db


def test_failures_come_by_reason_the_most_frequent_first() -> None:
    broadcast = make_broadcast(status="finished")
    for status, error in (("failed", "Refused"), ("undelivered", "Absent"), ("rejected", "Absent"), ("sent", "")):
        make_sms(broadcast=broadcast, status=status, error=error)

    assert results(broadcast).failures == [("Absent", 2), ("Refused", 1)]


def test_arrivals_are_counted_by_the_minute() -> None:
    broadcast, noon = make_broadcast(status="finished"), timezone.now().replace(minute=0, second=0, microsecond=0)
    for seconds in (0, 59, 60):
        make_sms(broadcast=broadcast, status="delivered", delivered_at=noon + timedelta(seconds=seconds))

    assert results(broadcast).delivered_over_time == [(noon, 2), (noon + timedelta(minutes=1), 1)]


def test_arrivals_that_took_long_are_counted_by_the_hour() -> None:
    broadcast, noon = make_broadcast(status="finished"), timezone.now().replace(minute=0, second=0, microsecond=0)
    for minutes in (0, 59, 150):
        make_sms(broadcast=broadcast, status="delivered", delivered_at=noon + timedelta(minutes=minutes))

    assert results(broadcast).delivered_over_time == [(noon, 2), (noon + timedelta(hours=2), 1)]


def test_replies_and_opt_outs_count_when_the_broadcast_caused_them() -> None:
    campaign = make_campaign()
    broadcast = make_broadcast(campaign=campaign, started_at=ago(60))
    sms = make_sms(broadcast=broadcast, campaign=campaign, status="delivered")
    make_inbound_sms(originator=sms.recipient, campaign=campaign, text="Thanks")
    make_inbound_sms(campaign=campaign)
    suppression.opt_out(sms.recipient, source="reply")
    suppression.opt_out("+447700900999", source="reply")

    found = results(broadcast)

    assert (found.replies, found.opt_outs) == (1, 1)


def test_those_armed_before_their_opt_out_are_shown() -> None:
    broadcast = make_broadcast()
    armed, answered, spared = (make_sms(broadcast=broadcast) for _ in range(3))
    answered.sent_at = timezone.now() - timedelta(seconds=1)
    for sms in (armed, answered, spared):
        suppression.opt_out(sms.recipient, source="reply")
    armed.sent_at = timezone.now() + timedelta(seconds=1)
    for sms in (armed, answered):
        sms.save()

    assert list(armed_before_opt_out(broadcast)) == [armed]
    assert results(broadcast).armed_before_opt_out == 1


def test_the_page_costs_a_fixed_number_of_statements() -> None:
    broadcast = make_broadcast(started_at=ago(60), built_at=ago(60))
    for _ in range(20):
        make_sms(broadcast=broadcast, status="failed", error="Refused")

    with CaptureQueriesContext(connection) as queries:
        results(broadcast)

    assert len(queries) == 7


def rows_of(broadcast: Broadcast) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(export_csv(broadcast)))))


def test_the_file_holds_everybody(ready: Ready) -> None:
    texted, left_out = make_lead(first_name="Ann"), make_lead(mobile_phone="12 34")
    broadcast = launch(by=None, campaign=make_campaign(texted, left_out), sender=ready.sender, text="Hello, you")
    build(broadcast.pk)

    first, second = rows_of(broadcast)

    assert (first["Lead or contact"], first["Status"], first["Text"]) == ("Ann Boxer", "Queued", "Hello, you")
    assert first["To"] == "'" + texted.mobile_phone_e164
    assert (second["Status"], second["To"]) == ("Left out", "12 34")
    assert second["Error"] == "Unusable number. 12 34: The area code is missing."


def test_no_cell_of_the_file_is_a_formula() -> None:
    broadcast = make_broadcast()
    make_sms(broadcast=broadcast, text="=HYPERLINK(1)", error="@cmd", lead=make_lead(first_name="-2+3"))

    (row,) = rows_of(broadcast)

    assert (row["Text"], row["Error"], row["Lead or contact"]) == ("'=HYPERLINK(1)", "'@cmd", "'-2+3 Boxer")


def test_a_number_is_found_in_every_broadcast_it_was_in_or_left_out_of() -> None:
    lead = make_lead(mobile_phone="07400 123456", country="GB")
    first, second, third = (make_broadcast() for _ in range(3))
    sms = make_sms(broadcast=first, recipient="+447400123456")
    make_sms(broadcast=second)
    make_sms(recipient="+447400123456")
    exclusion = Exclusion.objects.create(broadcast=third, lead=lead, member_id=1, reason="held")

    found = find_number("07400 123456")

    assert (list(found.sms), list(found.exclusions)) == ([sms], [exclusion])


@pytest.mark.parametrize("typed", ["", "nobody", "+999"])
def test_what_is_no_number_is_found_nowhere(typed: str) -> None:
    make_sms(broadcast=make_broadcast())

    found = find_number(typed)

    assert (list(found.sms), list(found.exclusions)) == ([], [])
