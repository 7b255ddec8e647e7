"""Sending again to those a broadcast failed: only them, once, and judged anew."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from crm.models import Lead
from optout import suppression
from sms.broadcasts import build
from sms.models import Broadcast, Sms
from sms.refusal import Refused
from sms.resending import send_again_to_failed
from tests.conftest import Ready
from tests.factories import ago, make_broadcast, make_campaign, make_lead, make_setup, make_sms


def finished(*statuses: str, **changes: Any) -> Broadcast:
    broadcast = make_broadcast(**{"campaign": make_campaign(), "status": "finished"} | changes)
    for status in statuses:
        make_sms(
            broadcast=broadcast, campaign=broadcast.campaign, status=status, lead=make_lead(), text=f"For {status}"
        )
    return broadcast


def is_refused_for_nobody(broadcast: Broadcast) -> bool:
    with pytest.raises(Refused) as refused:
        send_again_to_failed(broadcast, by=None, confirmed_again=True)
    return "nobody to send it to again" in refused.value.fields["__all__"][0]


def test_only_those_who_certainly_got_nothing_are_texted_again(ready: Ready) -> None:
    statuses = ["failed", "undelivered", "rejected", "expired", "delivered", "sent", "unknown", "skipped", "cancelled"]
    broadcast = finished(*statuses)

    again = send_again_to_failed(broadcast, by=None)

    assert build(again.pk) == 4
    again.refresh_from_db()
    assert (again.status, again.resend_of, again.campaign) == ("running", broadcast, broadcast.campaign)
    sent = [(sms.text, sms.recipient, sms.lead_id) for sms in again.sms.order_by("pk")]
    failed = broadcast.sms.order_by("pk")[:4]
    assert sent == [(sms.text, sms.recipient, sms.lead_id) for sms in failed]
    assert not set(again.sms.values_list("reference")) & set(broadcast.sms.values_list("reference"))


def test_an_opt_out_since_then_holds(ready: Ready) -> None:
    broadcast = finished("failed", "failed")
    suppression.opt_out(Sms.objects.earliest("pk").recipient, source="reply")

    again = send_again_to_failed(broadcast, by=None)
    build(again.pk)

    again.refresh_from_db()
    assert (again.sms.count(), again.excluded) == (1, {"opted_out": 1})


def test_those_it_failed_were_not_texted_recently(ready: Ready) -> None:
    make_setup(recently_texted_hours=24)

    assert build(send_again_to_failed(finished("undelivered"), by=None).pk) == 1


def test_an_opt_out_that_waits_for_a_number_holds(ready: Ready) -> None:
    broadcast = finished("failed", "failed")
    Lead.objects.filter(sms=Sms.objects.earliest("pk")).update(has_pending_opt_out=True)

    again = send_again_to_failed(broadcast, by=None)
    build(again.pk)

    again.refresh_from_db()
    assert (again.sms.count(), again.excluded) == (1, {"opted_out": 1})


@pytest.mark.parametrize("status", ["queued", "posting", "unknown", "sent", "delivered"])
def test_whoever_may_have_got_it_the_second_time_is_not_texted_a_third(ready: Ready, status: str) -> None:
    broadcast = finished("failed", "undelivered")
    build(send_again_to_failed(broadcast, by=None).pk)
    got_it, failed_twice = Sms.objects.order_by("pk")[2:]
    Sms.objects.filter(pk=got_it.pk).update(status=status, lease_until=ago(-60))
    Sms.objects.filter(pk=failed_twice.pk).update(status="failed")

    again = send_again_to_failed(broadcast, by=None, confirmed_again=True)
    build(again.pk)

    assert [sms.recipient for sms in again.sms.all()] == [failed_twice.recipient]


def test_who_got_it_when_a_second_try_was_sent_again_is_not_texted_by_the_first(ready: Ready) -> None:
    broadcast = finished("failed")
    second = send_again_to_failed(broadcast, by=None)
    build(second.pk)
    second.sms.update(status="failed")
    Broadcast.objects.filter(pk=second.pk).update(status="finished")
    second.refresh_from_db()
    build(send_again_to_failed(second, by=None).pk)

    assert is_refused_for_nobody(broadcast)


def test_an_unknown_one_that_a_person_sent_again_and_that_failed_later_is_not_sent_again(ready: Ready) -> None:
    broadcast = finished("failed")
    make_sms(resend_of=broadcast.sms.get(), status="delivered")

    assert is_refused_for_nobody(broadcast)


def test_two_that_are_started_at_once_text_nobody_twice(ready: Ready) -> None:
    broadcast = finished("failed")
    both = [send_again_to_failed(broadcast, by=None, confirmed_again=True) for _press in range(2)]

    assert [build(again.pk) for again in both] == [1, 0]


def test_it_works_when_the_campaign_is_gone(ready: Ready) -> None:
    assert build(send_again_to_failed(finished("failed", campaign=None), by=None).pk) == 1


def test_a_second_press_asks(ready: Ready) -> None:
    broadcast = finished("failed")
    send_again_to_failed(broadcast, by=None)

    with pytest.raises(Refused) as refused:
        send_again_to_failed(broadcast, by=None)
    assert refused.value.code == "repeated"
    assert send_again_to_failed(broadcast, by=None, confirmed_again=True)


@pytest.mark.parametrize(
    ("statuses", "status", "words"),
    [(["delivered"], "finished", "nobody to send it to again"), (["failed"], "running", "still going on")],
)
def test_where_it_makes_no_sense_it_says_so(ready: Ready, statuses: list[str], status: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        send_again_to_failed(finished(*statuses, status=status), by=None)

    assert words in refused.value.fields["__all__"][0]


def test_one_is_built_after_the_other(many_connections: None) -> None:
    """Else neither would see whom the other texts."""
    make_setup()
    broadcast = finished("failed")
    first, second = (
        Broadcast.objects.create(resend_of=broadcast, status="building", text="Hello", last_member=2**40)
        for _press in range(2)
    )

    def build_second() -> None:
        build(second.pk)
        connection.close()

    other = Thread(target=build_second)

    with transaction.atomic():
        build(first.pk)
        other.start()
        other.join(0.5)
    other.join()

    assert (first.sms.count(), second.sms.count()) == (1, 0)
