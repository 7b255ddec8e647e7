"""May we text this number? Opt-outs belong to numbers, and the ledger remembers each change."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from optout import suppression
from optout.models import ConsentEvent, Suppression
from optout.suppression import ReasonMissing
from tests.factories import make_user, new_number

NUMBER = "+447700900123"


def ledger(number: str = NUMBER) -> list[tuple[str, bool, bool]]:
    """What happened to a number, oldest first, with its state before and after."""
    events = suppression.history_of(number).order_by("pk")
    return [(event.what, event.was_opted_out, event.is_opted_out) for event in events]


def test_a_number_nobody_opted_out_may_be_texted(db: None) -> None:
    assert not suppression.is_opted_out(NUMBER)
    assert suppression.current_for(NUMBER) is None
    assert ledger() == []


def test_an_opt_out_is_in_force_at_once_and_says_who_why_and_in_which_words(db: None) -> None:
    staff = make_user("agent")

    made = suppression.opt_out(
        NUMBER, source="person", by=staff, reason="Called us", sms_reference="r-1", wording="no more"
    )

    assert suppression.is_opted_out(NUMBER)
    assert suppression.current_for(NUMBER) == made
    assert (made.source, made.created_by, made.reason, made.sms_reference) == ("person", staff, "Called us", "r-1")
    event = suppression.history_of(NUMBER).get()
    assert (event.what, event.source, event.by) == ("opted_out", "person", staff)
    assert (event.wording, event.sms_reference) == ("no more", "r-1")


def test_a_second_opt_out_leaves_a_line_and_one_suppression(db: None) -> None:
    first = suppression.opt_out(NUMBER, source="reply")
    second = suppression.opt_out(NUMBER, source="reply")

    assert first == second
    assert ledger() == [("opted_out", False, True), ("opted_out", True, True)]


def test_clearing_needs_a_reason(db: None) -> None:
    suppression.opt_out(NUMBER, source="reply")

    for reason in ("", "   "):
        with pytest.raises(ReasonMissing, match="Say why"):
            suppression.clear(NUMBER, by=None, reason=reason)

    assert suppression.is_opted_out(NUMBER)


def test_clearing_ends_the_opt_out_and_keeps_it_on_record(db: None) -> None:
    staff = make_user("manager")
    made = suppression.opt_out(NUMBER, source="reply")

    assert suppression.clear(NUMBER, by=staff, reason="Asked to be texted again") is True

    assert not suppression.is_opted_out(NUMBER)
    made.refresh_from_db()
    assert made.cleared_at is not None
    assert ledger()[-1] == ("cleared", True, False)
    event = suppression.history_of(NUMBER).first()
    assert event is not None
    assert (event.by, event.wording) == (staff, "Asked to be texted again")


def test_clearing_what_is_not_opted_out_leaves_no_line(db: None) -> None:
    assert suppression.clear(NUMBER, by=None, reason="No need") is False
    assert ledger() == []


def test_an_opt_out_after_a_clear_counts_again(db: None) -> None:
    suppression.opt_out(NUMBER, source="reply")
    suppression.clear(NUMBER, by=None, reason="Asked")
    again = suppression.opt_out(NUMBER, source="reply")

    assert suppression.current_for(NUMBER) == again
    assert Suppression.objects.count() == 2
    assert [what for what, *_ in ledger()] == ["opted_out", "cleared", "opted_out"]


def test_start_ends_an_opt_out_that_a_reply_made(db: None) -> None:
    suppression.opt_out(NUMBER, source="reply")

    assert suppression.opt_in_by_reply(NUMBER, wording="START", sms_reference="r-2") is True

    assert not suppression.is_opted_out(NUMBER)
    assert ledger()[-1] == ("opted_in", True, False)


@pytest.mark.parametrize("source", ["person", "import", "api"])
def test_start_does_not_end_what_staff_an_import_or_a_program_recorded(db: None, source: str) -> None:
    suppression.opt_out(NUMBER, source=source)

    assert suppression.opt_in_by_reply(NUMBER, wording="START", sms_reference="r-2") is False
    assert suppression.is_opted_out(NUMBER)


@pytest.mark.parametrize("order", [("reply", "person"), ("person", "reply")])
def test_start_does_not_end_an_opt_out_that_staff_recorded_too(db: None, order: tuple[str, str]) -> None:
    for source in order:
        suppression.opt_out(NUMBER, source=source)

    assert suppression.opt_in_by_reply(NUMBER, wording="START", sms_reference="r-2") is False
    assert suppression.is_opted_out(NUMBER)


def test_a_start_from_a_number_that_is_not_opted_out_changes_nothing(db: None) -> None:
    assert suppression.opt_in_by_reply(NUMBER, wording="START", sms_reference="r-2") is False
    assert ledger() == []


def test_a_list_of_numbers_is_judged_in_one_query(db: None, django_assert_num_queries: Any) -> None:
    numbers = [new_number() for _ in range(2_500)]
    for number in numbers[::500]:
        suppression.opt_out(number, source="import")

    with django_assert_num_queries(1):
        found = suppression.opted_out_among(numbers)

    assert found == set(numbers[::500])


def test_no_number_at_all_is_never_opted_out(db: None) -> None:
    assert not suppression.is_opted_out("")
    assert suppression.current_for("") is None


@pytest.mark.parametrize("number", ["", "447700900123", "07700900123"])
def test_the_database_keeps_opt_outs_of_e164_numbers_alone(db: None, number: str) -> None:
    with pytest.raises(IntegrityError, match="suppressed_number_is_e164"):
        suppression.opt_out(number, source="person")


def test_the_database_keeps_one_opt_out_in_force_per_number(db: None) -> None:
    suppression.opt_out(NUMBER, source="reply")

    with pytest.raises(IntegrityError):
        Suppression.objects.create(number=NUMBER, source="person")


def start() -> bool:
    return suppression.opt_in_by_reply(NUMBER, wording="START", sms_reference="r-2")


def clear() -> bool:
    return suppression.clear(NUMBER, by=None, reason="Asked")


def while_uncommitted(first: Callable[[], object], then: Callable[[], object]) -> None:
    """Begin `then` on a connection of its own while what `first` did is not committed yet."""

    def run() -> None:
        then()
        connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        first()
        other.start()
        other.join(0.5)
    other.join()


@pytest.mark.parametrize("end", [start, clear])
def test_a_stop_that_is_heard_while_an_opt_out_ends_holds(many_connections: None, end: Callable[[], bool]) -> None:
    suppression.opt_out(NUMBER, source="reply")

    while_uncommitted(end, lambda: suppression.opt_out(NUMBER, source="reply"))

    assert suppression.is_opted_out(NUMBER)
    assert ledger()[-1] == ("opted_out", False, True)


def test_an_opt_out_of_many_that_is_recorded_while_one_ends_holds(many_connections: None) -> None:
    suppression.opt_out(NUMBER, source="reply")

    while_uncommitted(start, lambda: suppression.opt_out_many([NUMBER], source="import", reason="A list"))

    assert suppression.is_opted_out(NUMBER)


def test_start_does_not_end_what_staff_record_while_it_is_judged(many_connections: None) -> None:
    suppression.opt_out(NUMBER, source="reply")

    while_uncommitted(lambda: suppression.opt_out(NUMBER, source="person"), start)

    assert suppression.is_opted_out(NUMBER)


def test_opt_outs_at_once_become_one_with_a_line_each(many_connections: None) -> None:
    together = threading.Barrier(4)

    def work() -> None:
        together.wait()
        suppression.opt_out(NUMBER, source="reply")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Suppression.objects.count() == 1
    assert ConsentEvent.objects.count() == 4
