"""The inbox: a reply is stored, belongs to somebody, and its opt-out is in force in the same transaction."""

from typing import Any

import pytest
from django.db import transaction

from optout import records, reviews, suppression
from optout.models import Suppression
from sms.inbox import receive
from sms.models import Sms
from tests.factories import make_campaign, make_contact, make_lead, make_reply, make_sms

NUMBER = "+447700900123"


def reply(text: str = "Thanks", **changes: Any) -> Sms | None:
    return receive(make_reply(text, **{"sender": NUMBER} | changes))


def stored(text: str = "Thanks", **changes: Any) -> Sms:
    sms = reply(text, **changes)
    assert sms is not None
    sms.refresh_from_db()
    return sms


def test_a_reply_is_kept_word_for_word(db: None) -> None:
    text = "<b>Да</b> 👍\r\n{{ x }} <%=FirstName%>"

    sms = stored(text, gateway_id="MO-1", recipient="+447900000000")

    assert (sms.direction, sms.origin, sms.status) == ("inbound", "reply", "received")
    assert (sms.originator, sms.recipient, sms.text) == (NUMBER, "+447900000000", text)
    assert (sms.gateway_id, sms.encoding, sms.due_at) == ("MO-1", "ucs2", None)


@pytest.mark.parametrize(
    "sender", ["07700900123", "07700 900123", "(0)7700-900123", "07700/900.123", "+4407700900123", "+44 (0)7700 900123"]
)
def test_a_stop_from_a_number_written_as_at_home_opts_out_the_number(db: None, sender: str) -> None:
    sms = receive(make_reply("STOP", sender=sender))

    assert sms is not None and (sms.originator, sms.status) == ("+447700900123", "opt_out")
    assert suppression.is_opted_out("+447700900123")


@pytest.mark.parametrize("sender", ["60123", "6 01-23", "MITTO", "+MITTO", "+1234567890123456"])
def test_a_stop_that_opts_nobody_out_is_not_shown_as_an_opt_out(db: None, sender: str) -> None:
    sms = receive(make_reply("STOP", sender=sender))

    assert sms is not None and sms.status == "received"
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("sender", ["60123", "MITTO", ""])
def test_a_short_code_or_a_name_stays_as_it_came(db: None, sender: str) -> None:
    reply = receive(make_reply("Hello", sender=sender))

    assert reply is not None and reply.originator == sender


def test_a_reply_belongs_to_the_person_last_texted_from_that_number(db: None) -> None:
    texted_first, texted_last = make_lead(mobile_phone=NUMBER), make_contact(mobile_phone=NUMBER)
    make_lead(mobile_phone=NUMBER)
    campaign = make_campaign()
    make_sms(recipient=NUMBER, lead=texted_first, status="sent")
    make_sms(recipient=NUMBER, contact=texted_last, campaign=campaign, status="delivered")
    make_sms(recipient="+447700900999", lead=texted_first, status="sent")

    sms = stored()

    assert (sms.person, sms.campaign) == (texted_last, campaign)


@pytest.mark.parametrize("status", ["queued", "claimed", "skipped", "cancelled", "failed"])
def test_somebody_whose_sms_never_left_was_not_texted(db: None, status: str) -> None:
    texted, other = make_lead(mobile_phone=NUMBER), make_contact(mobile_phone=NUMBER)
    make_sms(recipient=NUMBER, lead=texted, status="delivered")
    make_sms(recipient=NUMBER, contact=other, status=status)

    assert stored().person == texted


@pytest.mark.parametrize("status", ["posting", "unknown", "undelivered"])
def test_somebody_whose_sms_may_have_arrived_was_texted(db: None, status: str) -> None:
    make_sms(recipient=NUMBER, lead=make_lead(mobile_phone=NUMBER), status="delivered")
    other = make_contact(mobile_phone=NUMBER)
    make_sms(recipient=NUMBER, contact=other, status=status)

    assert stored().person == other


def test_a_reply_to_nobodys_sms_belongs_to_the_newest_holder_of_the_number(db: None) -> None:
    make_lead(mobile_phone=NUMBER)
    newest = make_contact(mobile_phone=NUMBER)

    assert stored().person == newest


def test_a_reply_from_a_stranger_is_kept_without_a_person(db: None) -> None:
    make_lead()

    assert stored().person is None


@pytest.mark.parametrize(
    "text",
    ["STOP", " stop ", "Stop.", '"STOP"', "STOP!!!", "ＳＴＯＰ", "stop🙏", "Stop. Thank you", "opt-out", "ARRET"],
)
def test_an_opt_out_is_in_force_for_every_holder_of_the_number(db: None, text: str) -> None:
    lead, contact = make_lead(mobile_phone="07700 900123"), make_contact(mobile_phone=NUMBER)

    sms = stored(text)

    assert (sms.status, sms.message_status) == ("opt_out", "OPT-OUT")
    assert records.is_person_opted_out(lead)
    assert records.is_person_opted_out(contact)
    event = suppression.history_of(NUMBER).get()
    assert (event.what, event.source, event.wording, event.sms_reference) == ("opted_out", "reply", text, sms.reference)


@pytest.mark.parametrize("text", ["nonstop", "the bus stop is closed", "we must STOP this bill now", "", "Thanks"])
def test_a_text_about_something_else_changes_nothing(db: None, text: str) -> None:
    assert stored(text).status == "received"
    assert not suppression.is_opted_out(NUMBER)
    assert not reviews.is_held(NUMBER)


def test_a_refusal_in_free_words_is_held_for_review_and_opts_nobody_out(db: None) -> None:
    sms = stored("please stop sending me texts")

    assert sms.status == "received"
    assert not suppression.is_opted_out(NUMBER)
    assert reviews.is_held(NUMBER)


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_an_opt_in_word_ends_what_a_stop_began(db: None, word: str) -> None:
    reply("STOP")

    reply(word)

    assert not suppression.is_opted_out(NUMBER)


@pytest.mark.parametrize("word", ["START", "YES", "HELP"])
def test_an_opt_in_word_of_somebody_who_is_in_changes_nothing(db: None, word: str) -> None:
    assert stored(word).status == "received"
    assert suppression.history_of(NUMBER).count() == 0


@pytest.mark.parametrize("word", ["START", "YES"])
def test_an_opt_in_word_does_not_end_what_staff_recorded(db: None, word: str) -> None:
    suppression.opt_out(NUMBER, source="person")

    reply(word)

    assert suppression.is_opted_out(NUMBER)


def test_a_second_stop_counts_again_after_a_start(db: None) -> None:
    for text in ("STOP", "START", "STOP"):
        reply(text)

    assert suppression.is_opted_out(NUMBER)
    assert Sms.objects.inbound().filter(status="opt_out").count() == 2


def test_a_second_stop_counts_again_after_a_person_cleared_the_first(db: None) -> None:
    reply("STOP")
    suppression.clear(NUMBER, by=None, reason="Asked")

    reply("STOP")

    assert suppression.is_opted_out(NUMBER)


def test_a_reply_with_an_id_is_stored_once(db: None) -> None:
    first = reply("STOP", gateway_id="0F8FAD5B-D9CB")
    suppression.clear(NUMBER, by=None, reason="Asked")

    again = reply("STOP", gateway_id="0f8fad5bd9cb")

    assert first is not None
    assert again is None
    assert Sms.objects.count() == 1
    assert not suppression.is_opted_out(NUMBER)


@pytest.mark.parametrize("change", [{"text": "STOP now"}, {"sender": "+447700900999"}, {"gateway_id": "other"}])
def test_an_id_with_another_sender_or_text_is_another_reply(db: None, change: dict[str, str]) -> None:
    said = {"text": "STOP", "gateway_id": "MO-1"}
    reply(**said)

    assert reply(**said | change) is not None


def test_a_reply_without_an_id_is_stored_and_judged_every_time(db: None) -> None:
    reply("STOP")
    suppression.clear(NUMBER, by=None, reason="Asked")

    reply("STOP")

    assert Sms.objects.count() == 2
    assert suppression.is_opted_out(NUMBER)


def test_a_replayed_event_stores_no_reply_twice(db: None) -> None:
    said = make_reply("STOP", sender=NUMBER)

    assert receive(said, reference="event-1-0") is not None
    assert receive(said, reference="event-1-0") is None
    assert receive(said, reference="event-2-0") is not None


def test_a_reply_and_its_opt_out_are_written_together_or_not_at_all(db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        reply("STOP")
        raise RuntimeError

    assert Sms.objects.count() == 0
    assert not suppression.is_opted_out(NUMBER)


@pytest.mark.parametrize("sender", ["60777", "MITTO"])
def test_a_short_code_or_a_name_is_kept_and_cannot_opt_out(db: None, sender: str) -> None:
    sms = stored("STOP", sender=sender)

    assert sms.originator == sender
    assert not suppression.is_opted_out(sender)
