"""The table of moves: the picture, the sources and the database agree with it."""

from itertools import product

import pytest
from django.db import IntegrityError

from sms import status
from sms.models import Sms
from sms.status import ENDED, IN_FLIGHT, MOVES, REPORTED, Actor, Status, rank, sources
from tests.factories import make_sms

OUTBOUND = [each for each in Status if each not in (Status.RECEIVED, Status.OPT_OUT)]
ALLOWED = {(move.old, move.new, move.actor) for move in MOVES}


def drawn_moves(picture: str) -> set[tuple[str, str]]:
    """The arrows of the docstring: along the first line, and down each branch from the word above it."""
    first, *below = (line for line in picture.splitlines() if "►" in line)
    steps = [[word.strip() for word in step.split("|")] for step in first.split("─►")]
    moves = {(old, new) for (old, *_), news in zip(steps, steps[1:], strict=False) for new in news}
    for line in below:
        branches, new = line.split("► ")
        joints = [column for column, sign in enumerate(branches) if sign in "├└┤┴" and first[column].isalpha()]
        moves |= {(word_at(first, column), new.split()[0]) for column in joints}
    return {(old, new) for old, new in moves if old != new}


def word_at(line: str, column: int) -> str:
    start = line.rfind(" ", 0, column) + 1
    return line[start:].split()[0]


def test_the_picture_shows_only_moves_of_the_table() -> None:
    drawn = drawn_moves(status.__doc__ or "")

    assert drawn <= {(old, new) for old, new, _ in ALLOWED}
    assert ("queued", "claimed") in drawn
    assert ("claimed", "queued") in drawn
    assert ("posting", "unknown") in drawn
    assert ("queued", "cancelled") in drawn
    assert len(drawn) == 13


def test_the_picture_names_every_status() -> None:
    picture = (status.__doc__ or "").replace("|", " ").split()

    assert set(Status.values) <= set(picture)


@pytest.mark.parametrize(("new", "actor"), list(product(Status, Actor)))
def test_sources_are_exactly_the_old_statuses_of_the_table(new: Status, actor: Actor) -> None:
    old = {old for old in Status if (old, new, actor) in ALLOWED}

    if old:
        assert set(sources(new, actor)) == old
    else:
        with pytest.raises(AssertionError, match="may never move"):
            sources(new, actor)


def test_no_status_is_left_once_it_ended_except_by_mitto_or_a_person() -> None:
    left_by_itself = {move.old for move in MOVES if move.old in ENDED and move.actor in (Actor.ENGINE, Actor.SWEEP)}

    assert left_by_itself == set()


def test_a_report_only_ever_moves_up() -> None:
    moves = [move for move in MOVES if move.actor == Actor.REPORT and move.old in REPORTED]

    assert moves
    assert all(rank(move.old) < rank(move.new) for move in moves)


def test_reported_statuses_rank_from_sent_to_delivered() -> None:
    assert sorted(REPORTED, key=rank) == ["sent", "expired", "undelivered", "rejected", "delivered"]


def test_only_the_engine_arms_and_only_what_it_claimed() -> None:
    arming = [(move.old, move.actor) for move in MOVES if move.new == Status.POSTING]

    assert arming == [(Status.CLAIMED, Actor.ENGINE)]


def test_nothing_but_its_own_attempt_or_a_report_ends_an_unknown_by_itself() -> None:
    guards = [move.guard for move in MOVES if move.old == Status.UNKNOWN and move.actor == Actor.ENGINE]

    assert guards
    assert all(guard.startswith("same attempt") for guard in guards)
    assert Actor.SWEEP not in {move.actor for move in MOVES if move.old == Status.UNKNOWN}


@pytest.mark.parametrize("each", Status)
def test_the_database_takes_every_status_of_the_table(db: None, each: Status) -> None:
    assert make_sms(status=each).status == each


def test_the_database_refuses_a_status_outside_the_table(db: None) -> None:
    with pytest.raises(IntegrityError, match="sms_status_is_known"):
        make_sms(status="lost")


@pytest.mark.parametrize("each", IN_FLIGHT)
def test_the_database_refuses_a_row_in_flight_without_a_lease(db: None, each: Status) -> None:
    with pytest.raises(IntegrityError, match="sms_in_flight_has_a_lease"):
        make_sms(status=each, lease_until=None)


@pytest.mark.parametrize("each", OUTBOUND)
def test_every_status_has_a_word_for_people(each: Status) -> None:
    shown = Sms(status=each).message_status

    assert shown == shown.upper()
    assert shown not in ("CLAIMED", "POSTING")
