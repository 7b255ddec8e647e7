"""Sending again to those a broadcast failed: only them, once, and judged anew."""

from typing import Any

import pytest

from optout import suppression
from sms.broadcasts import build
from sms.models import Broadcast, Sms
from sms.refusal import Refused
from sms.resending import send_again_to_failed
from tests.conftest import Ready
from tests.factories import make_broadcast, make_campaign, make_lead, make_setup, make_sms


def finished(*statuses: str, **changes: Any) -> Broadcast:
    broadcast = make_broadcast(**{"campaign": make_campaign(), "status": "finished"} | changes)
    for status in statuses:
        make_sms(
            broadcast=broadcast, campaign=broadcast.campaign, status=status, lead=make_lead(), text=f"For {status}"
        )
    return broadcast


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
