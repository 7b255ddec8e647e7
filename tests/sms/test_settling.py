"""Settling by hand: marked as sent, sent again, queued again."""

import uuid
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from configuration.models import AuditEntry
from optout.suppression import opt_out
from sms import outbox
from sms.models import Sms
from sms.refusal import Refused
from sms.settling import can_be_queued_again, mark_as_sent, queue_again, send_again
from sms.status import Status
from tests.conftest import Bell, Ready
from tests.factories import ago, make_broadcast, make_campaign, make_lead, make_setup, make_sms, make_user

SETTLED = [status for status in Status if status != Status.UNKNOWN]


def make_unknown(ready: Ready, **changes: Any) -> Sms:
    return make_sms(status="unknown", originator=ready.sender.name, error="No answer", tries=1, **changes)


def test_an_unknown_sms_is_taken_as_sent_on_record(ready: Ready) -> None:
    sms, user = make_unknown(ready, segments=2), make_user()
    mark_as_sent(sms, by=user, reason="The customer quoted it.")
    sms.refresh_from_db()
    assert (sms.status, sms.sent_messages, sms.error) == ("sent", 2, "")
    assert sms.sent_at
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.by, entry.detail) == ("marked_as_sent", user, f"{sms.number}: The customer quoted it.")


@pytest.mark.parametrize("act", [mark_as_sent, send_again])
@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_settled_without_a_reason(ready: Ready, act: Any, reason: str) -> None:
    sms = make_unknown(ready)
    with pytest.raises(Refused) as refused:
        act(sms, by=make_user(), reason=reason)
    assert "reason" in refused.value.fields
    sms.refresh_from_db()
    assert sms.status == "unknown"
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("act", [mark_as_sent, send_again])
@pytest.mark.parametrize("status", SETTLED)
def test_what_is_not_unknown_is_left_alone(ready: Ready, act: Any, status: str) -> None:
    sms = make_sms(status=status, originator=ready.sender.name)
    with pytest.raises(Refused):
        act(sms, by=make_user(), reason="Because")
    sms.refresh_from_db()
    assert sms.status == status
    assert Sms.objects.count() == 1
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_sent_again_is_a_new_sms_with_a_new_reference(ready: Ready, bells: list[Bell]) -> None:
    lead, user = make_lead(), make_user()
    text = "Hi <%=FirstName%>, as it was written"
    first = make_unknown(ready, lead=lead, campaign=make_campaign(lead), text=text)
    again = send_again(first, by=user, reason="The customer got nothing.")
    assert (again.resend_of, again.lead, again.campaign, again.text) == (first, lead, first.campaign, text)
    assert (again.status, again.tries, again.originator, again.recipient) == (
        "queued",
        0,
        first.originator,
        first.recipient,
    )
    assert again.reference != first.reference
    first.refresh_from_db()
    assert first.status == "unknown"
    assert AuditEntry.objects.get().detail == f"{first.number} as {again.number}: The customer got nothing."
    assert ("sms.deliver", ()) in bells


def test_an_sms_is_sent_again_once(ready: Ready) -> None:
    first = make_unknown(ready)
    again = send_again(first, by=make_user(), reason="Because")
    with pytest.raises(Refused) as refused:
        send_again(first, by=make_user(), reason="Because")
    assert again.number in refused.value.fields["__all__"][0]
    assert Sms.objects.count() == 2


def test_who_opted_out_meanwhile_is_not_texted_again(ready: Ready) -> None:
    sms = make_unknown(ready)
    opt_out(sms.recipient, source="person")
    with pytest.raises(Refused) as refused:
        send_again(sms, by=make_user(), reason="Because")
    assert refused.value.code == "opted_out"


def test_an_opt_out_that_waits_for_a_number_holds_too(ready: Ready) -> None:
    sms = make_unknown(ready, lead=make_lead(mobile_phone="", has_pending_opt_out=True))
    with pytest.raises(Refused, match="opted_out"):
        send_again(sms, by=make_user(), reason="Because")


def test_a_sender_that_is_gone_sends_nothing(ready: Ready) -> None:
    sms = make_unknown(ready)
    ready.sender.delete()
    with pytest.raises(Refused):
        send_again(sms, by=make_user(), reason="Because")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_was_too_late_gets_a_new_window(ready: Ready, bells: list[Bell]) -> None:
    sms = make_sms(status="skipped", skip_reason="too_late", send_before=ago(60))
    assert queue_again(sms)
    before, sms = sms.send_before, Sms.objects.get(pk=sms.pk)
    assert (sms.status, sms.skip_reason) == ("queued", "")
    assert sms.send_before > before
    assert ("sms.deliver", ()) in bells
    assert not queue_again(sms)


@pytest.mark.parametrize("reason", ["opted_out", "held"])
def test_what_was_left_out_for_another_reason_stays_out(ready: Ready, reason: str) -> None:
    sms = make_sms(status="skipped", skip_reason=reason)
    assert not queue_again(sms)
    sms.refresh_from_db()
    assert sms.status == "skipped"


def test_a_late_answer_to_a_stop_is_not_queued_again(ready: Ready) -> None:
    sms = make_sms(status="skipped", skip_reason="too_late", origin="confirmation")
    assert not can_be_queued_again(sms)
    assert not queue_again(sms)


def test_what_was_late_in_a_broadcast_that_was_cancelled_since_stays_out(ready: Ready) -> None:
    sms = make_sms(status="skipped", skip_reason="too_late", broadcast=make_broadcast(status="cancelled"))
    assert not can_be_queued_again(sms)
    assert not queue_again(sms)


def test_what_is_queued_again_waits_for_the_allowed_hours(ready: Ready) -> None:
    in_britain = ZoneInfo("Europe/London")
    opens = time((timezone.now().astimezone(in_britain).hour + 6) % 23)
    make_setup(allowed_from=opens, allowed_to=time(opens.hour + 1))
    # Its turn would have been in the hours of tomorrow, which was too late.
    late = {"status": "skipped", "skip_reason": "too_late", "due_at": ago(-3600), "open_until": ago(-7200)}
    sms = make_sms(**late, broadcast=make_broadcast())

    assert queue_again(sms)

    assert outbox.arm(outbox.claim(singles=0, broadcasts=1), uuid.uuid4()) == []
    sms.refresh_from_db()
    assert (sms.status, sms.due_at.astimezone(in_britain).time()) == ("queued", opens)
    assert sms.open_until - sms.due_at == timedelta(hours=1)
