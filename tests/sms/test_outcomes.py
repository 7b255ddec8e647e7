"""Outcomes: the answer table, and what an answer does to its row, its history and the gateway."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now

from gateway.answers import Answer, Verdict
from sms import outbox, outcomes, sweep
from sms.models import Attempt, Sms
from sms.outbox import Parcel
from sms.outcomes import Landed, decide
from tests.factories import ago, make_sms

ACCEPTED = Answer(Verdict.ACCEPTED, gateway_id="0F8FAD5B-d9cb-469f-a165-70867728950e", parts=1)
REFUSED = Answer(Verdict.REFUSED, error="Mitto refused it: invalid receiver (code 8).", code="8")
LIMITED = Answer(Verdict.RATE_LIMITED, error="Mitto asked for a slower pace (HTTP 429).")
UNAUTHORIZED = Answer(Verdict.UNAUTHORIZED, error="Mitto refused the product key (HTTP 401).")
UNREACHABLE = Answer(Verdict.UNREACHABLE, error="Mitto could not be reached. Nothing was sent.")
INTERNAL = Answer(Verdict.INTERNAL_ERROR, error="Mitto had an internal error and did not take it (code 1).", code="1")
UNKNOWN = Answer(Verdict.UNKNOWN, error="The connection failed before Mitto answered. It may have been sent.")


def armed(*sms: Sms) -> tuple[list[Parcel], uuid.UUID]:
    """The parcels of these rows, or of one new row, armed by one attempt."""
    sms = sms or (make_sms(),)
    attempt_id = uuid.uuid4()
    parcels = outbox.arm(outbox.claim(singles=500, broadcasts=0), attempt_id)
    assert {parcel.pk for parcel in parcels} == {each.pk for each in sms}
    return parcels, attempt_id


def land(answer: Answer, *sms: Sms, **options: Any) -> Sms:
    """Arm these rows, or a new one, and record the answer for each; the first row as it is then."""
    parcels, attempt_id = armed(*sms)
    outcomes.record([Landed(parcel, attempt_id, answer) for parcel in parcels], **options)
    return Sms.objects.get(pk=parcels[0].pk)


def delay_of(sms: Sms) -> float:
    return float(Sms.objects.annotate(left=F("due_at") - Now()).get(pk=sms.pk).left.total_seconds())


@pytest.mark.parametrize(
    ("answer", "status", "delay"),
    [
        (ACCEPTED, "sent", None),
        (REFUSED, "failed", None),
        (LIMITED, "queued", 5),
        (replace(LIMITED, retry_after=17.0), "queued", 17),
        (replace(LIMITED, retry_after=0.0), "queued", 5),
        (replace(LIMITED, retry_after=1e9), "queued", 3600),
        (UNAUTHORIZED, "queued", 0),
        (UNREACHABLE, "queued", 5),
        (INTERNAL, "queued", 5),
        (UNKNOWN, "unknown", None),
    ],
)
def test_the_answer_decides_the_status_and_the_delay(answer: Answer, status: str, delay: float | None) -> None:
    outcome = decide(answer, tries=1, retry_internal_errors=True)

    assert (outcome.status, outcome.delay) == (status, delay)


def test_every_verdict_has_an_outcome() -> None:
    for verdict in Verdict:
        assert decide(Answer(verdict), tries=1, retry_internal_errors=True).status


@pytest.mark.parametrize(("tries", "delay"), [(1, 5), (2, 15), (3, 60), (4, 300), (5, 300), (99, 300)])
def test_an_unreachable_gateway_is_tried_again_ever_later(tries: int, delay: int) -> None:
    assert decide(UNREACHABLE, tries=tries, retry_internal_errors=True).delay == delay


@pytest.mark.parametrize(
    ("tries", "is_retried", "status"),
    [(1, True, "queued"), (4, True, "queued"), (5, True, "failed"), (1, False, "failed")],
)
def test_an_internal_error_is_tried_five_times_unless_setup_says_otherwise(
    tries: int, is_retried: bool, status: str
) -> None:
    assert decide(INTERNAL, tries=tries, retry_internal_errors=is_retried).status == status


def test_an_accepted_sms_is_sent_with_mittos_id_verbatim_and_no_attempt_row(db: None) -> None:
    sms = land(ACCEPTED)

    assert (sms.status, sms.gateway_id) == ("sent", "0F8FAD5B-d9cb-469f-a165-70867728950e")
    assert sms.gateway_key == "0f8fad5bd9cb469fa16570867728950e"
    assert (sms.claim_id, sms.lease_until, sms.error) == (None, None, "")
    assert sms.sent_at is not None
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(("parts", "sent_messages"), [(3, 3), (None, 2)])
def test_sent_messages_are_mittos_count_else_ours(db: None, parts: int | None, sent_messages: int) -> None:
    sms = land(replace(ACCEPTED, parts=parts), make_sms(text="x" * 200))

    assert sms.sent_messages == sent_messages


def test_a_refused_sms_failed_and_says_why(db: None) -> None:
    sms = land(REFUSED)

    assert (sms.status, sms.error, sms.error_code) == ("failed", REFUSED.error, "8")
    assert (sms.sent_messages, sms.sent_at, sms.gateway_id) == (0, None, "")
    attempt = sms.attempts.get()
    assert (attempt.verdict, attempt.error, attempt.attempt_id) == ("refused", REFUSED.error, sms.attempt_id)


@pytest.mark.parametrize(("answer", "delay"), [(LIMITED, 5), (UNREACHABLE, 5), (INTERNAL, 5), (UNAUTHORIZED, 0)])
def test_what_was_certainly_not_sent_is_queued_again_for_later(db: None, answer: Answer, delay: float) -> None:
    sms = land(answer)

    assert (sms.status, sms.claim_id, sms.lease_until) == ("queued", None, None)
    assert delay - 4 < delay_of(sms) <= delay
    assert [attempt.verdict for attempt in sms.attempts.all()] == [answer.verdict]


def test_what_nobody_can_know_is_unknown_and_not_due(db: None) -> None:
    sms = land(UNKNOWN)

    assert (sms.status, sms.error) == ("unknown", UNKNOWN.error)
    assert not outbox.due().exists()


def test_an_outage_does_not_use_up_the_tries_of_an_internal_error(db: None) -> None:
    sms = land(INTERNAL, make_sms(tries=12))

    assert sms.status == "queued"


def test_the_fifth_internal_error_of_an_sms_fails_it(db: None) -> None:
    sms = make_sms()
    statuses = []
    for _ in range(5):
        Sms.objects.update(due_at=ago(1))
        statuses.append(land(INTERNAL, sms).status)

    assert statuses == ["queued"] * 4 + ["failed"]


def test_the_answer_of_another_attempt_changes_nothing(db: None) -> None:
    parcels, attempt_id = armed()
    before = Sms.objects.values().get()

    outcomes.record([Landed(parcels[0], uuid.uuid4(), ACCEPTED)])

    assert Sms.objects.values().get() == before


@pytest.mark.parametrize("status", ["sent", "expired", "undelivered", "rejected", "delivered"])
@pytest.mark.parametrize("answer", [ACCEPTED, REFUSED, LIMITED, UNKNOWN])
def test_an_answer_slower_than_its_report_only_adds_the_id(db: None, status: str, answer: Answer) -> None:
    parcels, attempt_id = armed()
    Sms.objects.update(status=status, error="Mitto reported it", error_code="438", sent_messages=1)

    outcomes.record([Landed(parcels[0], attempt_id, answer)])

    sms = Sms.objects.get()
    assert (sms.status, sms.error, sms.error_code) == (status, "Mitto reported it", "438")
    assert sms.gateway_id == answer.gateway_id
    assert sms.sent_messages == 1


@pytest.mark.parametrize(
    ("answer", "status"), [(ACCEPTED, "sent"), (REFUSED, "failed"), (UNREACHABLE, "queued"), (UNKNOWN, "unknown")]
)
def test_the_late_answer_of_the_same_attempt_settles_an_unknown(db: None, answer: Answer, status: str) -> None:
    parcels, attempt_id = armed()
    Sms.objects.update(lease_until=ago(1))
    assert sweep.sweep()["unknown"] == 1

    outcomes.record([Landed(parcels[0], attempt_id, answer)])

    assert Sms.objects.get().status == status


@pytest.mark.parametrize("answers", [[ACCEPTED] * 200, [ACCEPTED, REFUSED, UNREACHABLE, LIMITED] * 50])
def test_a_batch_is_written_in_a_few_statements_whatever_its_size(
    db: None, django_assert_max_num_queries: Any, answers: list[Answer]
) -> None:
    parcels, attempt_id = armed(*(make_sms() for _ in answers))
    landed = [Landed(parcel, attempt_id, answer) for parcel, answer in zip(parcels, answers, strict=True)]

    with django_assert_max_num_queries(16):
        outcomes.record(landed)

    expected = [decide(answer, tries=1, retry_internal_errors=True).status for answer in answers]
    assert [Sms.objects.get(pk=parcel.pk).status for parcel in parcels] == expected


def test_nothing_landed_writes_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        outcomes.record([])
