"""Delivery reports: matched to their SMS, kept, and the same in the end whatever their order and number."""

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gateway.callbacks import DeliveryReport
from sms.models import DeliveryUpdate, Sms
from sms.reports import Fate, apply_report
from sms.status import REPORTED
from tests.factories import make_inbound_sms, make_report, make_sms

FIRST_PART = "0f8fad5b-d9cb-469f-a165-70867728950e"
SECOND_PART = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def sent(**changes: Any) -> Sms:
    """An SMS that Mitto accepted under the first id."""
    key = FIRST_PART.replace("-", "")
    return make_sms(**{"status": "sent", "gateway_id": FIRST_PART, "gateway_key": key, "sent_messages": 1} | changes)


def report(sms: Sms, *words: str, **changes: Any) -> Sms:
    """Apply a report by our reference for each word; the SMS as it is then."""
    for word in words:
        apply_report(make_report(word, reference=sms.reference, **changes))
    return Sms.objects.get(pk=sms.pk)


@pytest.mark.parametrize("status", ["queued", "claimed", "posting", "unknown", "sent"])
@pytest.mark.parametrize(
    ("word", "becomes"),
    [
        ("BUFFERED", "sent"),
        ("SENT", "sent"),
        ("ACCEPTD", "sent"),
        ("ENROUTE", "sent"),
        ("UNKNOWN", "sent"),
        ("EXPIRED", "expired"),
        ("UNDELIVERED", "undelivered"),
        ("FAILED", "undelivered"),
        ("REJECTD", "rejected"),
        ("DELIVRD", "delivered"),
    ],
)
def test_a_report_by_reference_ends_whatever_was_under_way(db: None, status: str, word: str, becomes: str) -> None:
    sms = report(make_sms(status=status), word)

    assert (sms.status, sms.claim_id, sms.lease_until) == (becomes, None, None)
    assert sms.sent_messages == 1 or status == "sent"
    assert sms.has_contradiction is False


@pytest.mark.parametrize("before", [word.upper() for word in REPORTED])
@pytest.mark.parametrize("after", [word.upper() for word in REPORTED])
def test_the_higher_of_two_reports_wins_in_either_order(db: None, before: str, after: str) -> None:
    sms = report(sent(), before, after)

    assert sms.status == max(before.lower(), after.lower(), key=[*REPORTED].index)
    assert sms.delivery_status == sms.status.upper()
    assert sms.has_contradiction == ("SENT" not in (before, after) and before != after)


def test_a_delivered_sms_knows_when_and_has_no_error(db: None) -> None:
    done = datetime(2026, 11, 23, 8, tzinfo=UTC)

    sms = report(report(sent(), "UNDELIVERED", error_code="438"), "DELIVERED", occurred_at=done)

    assert (sms.delivered_at, sms.error, sms.error_code) == (done, "", "")


def test_a_failure_keeps_mittos_words_and_code_as_text(db: None) -> None:
    sms = report(sent(), "UNDELIVERED", error_code="0438", error_text="Absent subscriber", network="23410")

    assert (sms.error, sms.error_code) == ("Mitto reported UNDELIVERED (error code 0438): Absent subscriber", "0438")
    update = sms.delivery_updates.get()
    assert (update.status, update.error_code, update.error_text) == ("UNDELIVERED", "0438", "Absent subscriber")
    assert (update.network, update.effect) == ("23410", "moved")


def test_an_error_code_of_zero_is_none(db: None) -> None:
    assert report(sent(), "REJECTED", error_code="0").error == "Mitto reported REJECTED"


@pytest.mark.parametrize("word", ["PARTIAL", "UNDELIV-ISH", "DELIVERED?"])
def test_a_word_nobody_knows_is_kept_and_changes_nothing(db: None, word: str) -> None:
    before = sent()

    after = report(before, word)

    assert (after.status, after.delivery_status, after.error) == ("sent", "", "")
    assert [(update.status, update.effect) for update in after.delivery_updates.all()] == [(word, "kept")]


def test_the_same_report_a_hundred_times_is_one_update(db: None) -> None:
    sms = sent()
    fates = [apply_report(make_report(reference=sms.reference, gateway_id=FIRST_PART)) for _ in range(100)]

    assert fates == [Fate.APPLIED] + [Fate.REPEATED] * 99
    assert DeliveryUpdate.objects.count() == 1


@pytest.mark.parametrize("written", [FIRST_PART, FIRST_PART.upper(), FIRST_PART.replace("-", "")])
def test_a_report_is_matched_by_id_whatever_its_dashes_and_case(db: None, written: str) -> None:
    sms = sent()

    assert apply_report(make_report(gateway_id=written)) == Fate.APPLIED
    assert Sms.objects.get(pk=sms.pk).status == "delivered"


def test_an_id_that_was_not_known_is_kept_verbatim_from_the_report(db: None) -> None:
    sms = report(make_sms(status="unknown"), "SENT", gateway_id=FIRST_PART.upper())

    assert sms.gateway_id == FIRST_PART.upper()
    assert apply_report(make_report(gateway_id=FIRST_PART)) == Fate.APPLIED


def test_a_reference_that_is_not_ours_falls_back_to_the_id(db: None) -> None:
    sms = sent()

    fate = apply_report(make_report(reference="somebody-elses", gateway_id=FIRST_PART))

    assert fate == Fate.APPLIED
    assert Sms.objects.get(pk=sms.pk).status == "delivered"


@pytest.mark.parametrize("by", ["reference", "gateway_id"])
def test_a_receiver_that_is_named_must_be_the_one_we_texted(db: None, by: str) -> None:
    sms = sent(recipient="+447700900123")
    name = {"reference": sms.reference, "gateway_id": FIRST_PART}[by]

    assert apply_report(make_report(**{by: name}, receiver="+447700900999")) == Fate.UNMATCHED
    assert DeliveryUpdate.objects.count() == 0
    assert apply_report(make_report(**{by: name}, receiver="+447700900123")) == Fate.APPLIED


def test_a_report_of_an_sms_nobody_sent_matches_nothing(db: None) -> None:
    sent()

    assert apply_report(make_report(reference="no-such", gateway_id=SECOND_PART)) == Fate.UNMATCHED
    assert apply_report(make_report()) == Fate.UNMATCHED


def test_a_reply_is_never_matched_by_a_report(db: None) -> None:
    reply = make_inbound_sms(gateway_id=FIRST_PART, gateway_key=FIRST_PART.replace("-", ""))

    assert apply_report(make_report(reference=reply.reference, gateway_id=FIRST_PART)) == Fate.UNMATCHED


def test_a_report_about_another_part_is_kept_and_never_makes_the_sms_delivered(db: None) -> None:
    sms = report(sent(text="x" * 200), "DELIVERED", gateway_id=SECOND_PART)

    assert (sms.status, sms.delivery_status, sms.gateway_id) == ("sent", "", FIRST_PART)
    assert sms.delivery_updates.get().effect == "part"

    assert report(sms, "UNDELIVERED", gateway_id=FIRST_PART).status == "undelivered"


def test_until_mitto_has_answered_nobody_knows_which_part_of_a_long_text_a_report_is_about(db: None) -> None:
    long, short = make_sms(status="posting", text="x" * 200), make_sms(status="posting")
    told = [make_report(reference=sms.reference, gateway_id=SECOND_PART) for sms in (long, short)]

    assert [apply_report(each) for each in told] == [Fate.UNMATCHED, Fate.APPLIED]

    Sms.objects.filter(pk=long.pk).update(gateway_key=FIRST_PART.replace("-", ""), status="sent")
    assert apply_report(told[0]) == Fate.APPLIED
    long.refresh_from_db()
    assert (long.status, long.delivery_updates.get().effect) == ("sent", "part")


def test_a_long_text_whose_answer_never_came_is_settled_by_any_report(db: None) -> None:
    sms = report(make_sms(status="unknown", text="x" * 200), "DELIVERED", gateway_id=SECOND_PART)

    assert sms.status == "delivered"


@pytest.mark.parametrize("status", ["skipped", "cancelled", "failed"])
def test_a_report_about_what_never_left_is_flagged(db: None, status: str) -> None:
    sms = report(make_sms(status=status), "UNDELIVERED")

    assert (sms.status, sms.has_contradiction) == (status, True)
    assert sms.delivery_updates.get().effect == "contradicted"


def test_what_mitto_refused_and_still_delivered_is_delivered_and_flagged(db: None) -> None:
    sms = report(make_sms(status="failed", error="Mitto refused it"), "DELIVERED")

    assert (sms.status, sms.has_contradiction, sms.error) == ("delivered", True, "")


def test_sent_messages_that_mitto_counted_are_kept(db: None) -> None:
    assert report(sent(sent_messages=3), "DELIVERED").sent_messages == 3
    assert report(make_sms(status="unknown", text="x" * 200), "DELIVERED").sent_messages == 2


def test_every_permutation_of_all_words_ends_the_same(db: None) -> None:
    words = ["BUFFERED", "EXPIRED", "UNDELIVERED", "REJECTED", "DELIVERED"]
    told = [make_report(word, occurred_at=datetime(2026, 1, 1, tzinfo=UTC)) for word in words]

    ends = {outcome(sent(), list(order)) for order in itertools.permutations(told)}

    assert len(ends) == 1


START = st.sampled_from(["queued", "claimed", "posting", "unknown", "sent", "failed", "skipped", "cancelled"])
WORDS = st.sampled_from(
    ["BUFFERED", "SENT", "EXPIRED", "UNDELIVERED", "FAILED", "REJECTED", "REJECTD", "DELIVERED", "DELIVRD", "PARTIAL"]
)


@st.composite
def reports(draw: st.DrawFn, *, ids: tuple[str, ...]) -> list[DeliveryReport]:
    """Reports of any ids and words, with whatever code and time each carries."""
    named = draw(st.lists(st.tuples(st.sampled_from(ids), WORDS), min_size=1, max_size=6))
    codes = draw(st.lists(st.sampled_from(["", "7", "438"]), min_size=len(named), max_size=len(named)))
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 9))) for _ in named]
    return [
        make_report(word, gateway_id=gateway_id, error_code=code, occurred_at=moment)
        for (gateway_id, word), code, moment in zip(named, codes, moments, strict=True)
    ]


def outcome(sms: Sms, told: list[DeliveryReport]) -> tuple[object, ...]:
    """What an SMS and its updates are after these reports."""
    for each in told:
        apply_report(replace(each, reference=sms.reference))
    sms.refresh_from_db()
    updates = frozenset(sms.delivery_updates.values_list("gateway_key", "status"))
    return (
        *(sms.status, sms.delivery_status, sms.error, sms.error_code, sms.has_contradiction),
        *(sms.gateway_key, sms.sent_messages, sms.delivered_at, updates),
    )


def shuffled_with_repeats(told: list[DeliveryReport], seed: int) -> list[DeliveryReport]:
    chance = random.Random(seed)
    more = told + chance.choices(told, k=len(told))
    return chance.sample(more, k=len(more))


ONE_BY_ONE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ONE_BY_ONE
@given(START, reports(ids=("", FIRST_PART, SECOND_PART)), st.integers(0, 2**32))
@example("sent", [make_report("UNDELIVERED", error_code="7"), make_report("FAILED", error_code="438")], 0)
@example("sent", [make_report("UNDELIVERED", error_code="7"), make_report("UNDELIVERED", error_code="438")], 0)
def test_reports_of_a_known_id_converge_whatever_their_order_and_number(
    db: None, status: str, told: list[DeliveryReport], seed: int
) -> None:
    known = {"gateway_id": FIRST_PART, "gateway_key": FIRST_PART.replace("-", ""), "status": status}

    assert outcome(make_sms(**known), told) == outcome(make_sms(**known), shuffled_with_repeats(told, seed))


@ONE_BY_ONE
@given(START, reports(ids=("", FIRST_PART)), st.integers(0, 2**32))
def test_reports_that_bring_the_id_converge_whatever_their_order_and_number(
    db: None, status: str, told: list[DeliveryReport], seed: int
) -> None:
    assert outcome(make_sms(status=status), told) == outcome(make_sms(status=status), shuffled_with_repeats(told, seed))


@ONE_BY_ONE
@given(reports(ids=("", FIRST_PART, SECOND_PART)), st.integers(0, 2**32))
def test_reports_of_all_parts_of_a_long_text_converge_before_its_id_is_known(
    db: None, told: list[DeliveryReport], seed: int
) -> None:
    values = {"status": "unknown", "text": "x" * 200}

    assert outcome(make_sms(**values), told) == outcome(make_sms(**values), shuffled_with_repeats(told, seed))
