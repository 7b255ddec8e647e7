"""What replies are answered with: one confirmation of an opt-out, and the answer to HELP."""

import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from optout import suppression
from optout.models import ConsentEvent
from sms import inbox, outbox
from sms.models import Sms
from tests.conftest import Bell
from tests.factories import make_lead, make_reply, make_sender, make_setup

pytestmark = pytest.mark.django_db

CONFIRMATION = "Mitto CRM: you get no more SMS from us."
HELP = "Mitto CRM, help@example.com. Reply STOP to end."
OURS, THEIRS = "+447700900500", "+447700900123"


@pytest.fixture(autouse=True)
def answers() -> None:
    make_setup(opt_out_answer=CONFIRMATION, help_answer=HELP)
    make_sender(name=OURS)


def reply(text: str, **changes: str) -> None:
    inbox.receive(make_reply(text, **{"sender": THEIRS, "recipient": OURS} | changes))


def answered() -> list[str]:
    return list(Sms.objects.outbound().order_by("pk").values_list("text", flat=True))


def test_an_opt_out_is_confirmed_from_the_number_that_was_replied_to(bells: list[Bell]) -> None:
    lead = make_lead(mobile_phone=THEIRS)
    reply("STOP")
    sms = Sms.objects.outbound().get()
    assert (sms.originator, sms.recipient, sms.text, sms.lead) == (OURS, THEIRS, CONFIRMATION, lead)
    assert (sms.origin, sms.status, sms.segments) == ("confirmation", "queued", 1)


def test_the_confirmation_passes_the_block_that_the_opt_out_made() -> None:
    reply("STOP")
    armed = outbox.arm(outbox.claim(singles=500, broadcasts=500), uuid.uuid4())
    assert [parcel.text for parcel in armed] == [CONFIRMATION]


def test_the_confirmation_is_given_up_after_five_minutes() -> None:
    reply("STOP")
    assert not Sms.objects.outbound().filter(send_before__gt=Now() + timedelta(minutes=5)).exists()
    Sms.objects.outbound().update(send_before=Now() - timedelta(seconds=1))
    assert outbox.arm(outbox.claim(singles=500, broadcasts=500), uuid.uuid4()) == []
    assert Sms.objects.outbound().get().skip_reason == "too_late"


@pytest.mark.parametrize("text", ["STOP", "HELP"])
def test_what_was_held_up_for_longer_than_five_minutes_is_not_answered(text: str) -> None:
    said = make_reply(text, sender=THEIRS, recipient=OURS)
    inbox.receive(said, said_at=timezone.now() - timedelta(minutes=5, seconds=1))
    assert answered() == []
    assert suppression.is_opted_out(THEIRS) == (text == "STOP")


def test_the_five_minutes_begin_when_it_was_said() -> None:
    said_at = timezone.now() - timedelta(minutes=3)
    inbox.receive(make_reply("STOP", sender=THEIRS, recipient=OURS), said_at=said_at)
    assert Sms.objects.outbound().get().send_before == said_at + timedelta(minutes=5)


def test_a_further_stop_is_not_confirmed_again() -> None:
    for text in ("STOP", "Stop!", "STOP"):
        reply(text)
    assert answered() == [CONFIRMATION]
    assert ConsentEvent.objects.filter(what="opted_out").count() == 3


def test_the_same_reply_twice_is_confirmed_once() -> None:
    for _ in range(2):
        reply("STOP", gateway_id="mo-1")
    assert answered() == [CONFIRMATION]


def test_a_stop_after_a_start_is_an_opt_out_of_its_own() -> None:
    for text in ("STOP", "START", "STOP"):
        reply(text)
    assert answered() == [CONFIRMATION, CONFIRMATION]
    assert suppression.is_opted_out(THEIRS)


def test_an_opt_out_that_staff_recorded_is_not_confirmed() -> None:
    suppression.opt_out(THEIRS, source="person")
    reply("STOP")
    assert answered() == []


def test_a_refusal_that_waits_for_review_is_not_confirmed() -> None:
    reply("please stop sending me texts")
    assert answered() == []


def test_help_is_answered_and_changes_nothing() -> None:
    reply("HELP")
    assert answered() == [HELP]
    assert not suppression.is_opted_out(THEIRS) and not ConsentEvent.objects.exists()


def test_a_machine_that_answers_help_with_help_gets_one_answer() -> None:
    for _ in range(3):
        reply("HELP")
    assert answered() == [HELP]
    Sms.objects.outbound().update(created_at=Now() - timedelta(hours=1, seconds=1))
    reply("HELP")
    assert answered() == [HELP, HELP]


def test_somebody_who_opted_out_may_still_ask_for_help() -> None:
    suppression.opt_out(THEIRS, source="person")
    reply("HELP")
    armed = outbox.arm(outbox.claim(singles=500, broadcasts=500), uuid.uuid4())
    assert [parcel.text for parcel in armed] == [HELP]


@pytest.mark.parametrize("text", ["STOP", "HELP"])
def test_nothing_is_answered_until_setup_says_what(text: str) -> None:
    make_setup(opt_out_answer="", help_answer="")
    reply(text)
    assert answered() == []


@pytest.mark.parametrize("recipient", ["+447700900999", "MITTO", ""])
def test_only_our_own_numbers_answer(recipient: str) -> None:
    make_sender(type="branded", name="MITTO")
    reply("STOP", recipient=recipient)
    assert answered() == []
    assert suppression.is_opted_out(THEIRS)


def test_our_number_is_known_with_and_without_its_plus() -> None:
    make_sender(name="447700900600")
    reply("STOP", recipient="+447700900600")
    assert Sms.objects.outbound().get().originator == "447700900600"


@pytest.mark.parametrize("source", ["person", "import", "api"])
def test_start_does_not_undo_what_staff_or_programs_recorded(source: str) -> None:
    suppression.opt_out(THEIRS, source=source)
    reply("START")
    assert suppression.is_opted_out(THEIRS)
    asked = suppression.history_of(THEIRS).first()
    assert (asked.what, asked.wording, asked.is_opted_out) == ("asked", "START", True)


@pytest.mark.parametrize("text", ["START", "Unstop", "yes"])
def test_an_opt_in_word_undoes_what_a_reply_did(text: str) -> None:
    reply("STOP")
    reply(text)
    assert not suppression.is_opted_out(THEIRS)
    assert ConsentEvent.objects.first().what == "opted_in"
