"""The drain: a web process takes what it kept on disk itself, for no worker may see its disk."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import Settings

from callbacks import drain, receiver, spool
from callbacks.drain import Drain
from callbacks.models import RawEvent
from optout import suppression
from tests.callbacks.test_spool import NUMBER, reply


def wait_until(condition: Callable[[], bool]) -> None:
    until = monotonic() + 10
    while not condition():
        assert monotonic() < until
        sleep(0.01)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MITTO_SPOOL = str(tmp_path / "spool")
    return tmp_path / "spool"


@pytest.fixture
def ours(many_connections: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drain]:
    """What a web process has; the test ends once its thread has."""
    monkeypatch.setattr(drain, "TRY_EVERY", 0.01)
    ours = Drain(receiver.empty_spool)
    monkeypatch.setattr(receiver, "drain", ours)
    yield ours
    wait_until(lambda: not ours.is_flowing)


def test_what_was_kept_is_taken_once_the_database_is_back(ours: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    request = reply("STOP")
    ours.open()

    def away(*arguments: Any, **options: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(RawEvent.objects, "create", away)
        assert receiver.receive(request) == 200
        sleep(0.1)
        assert spool.size() == 1
    wait_until(lambda: not ours.is_flowing)

    assert spool.size() == 0
    assert suppression.is_opted_out(NUMBER)


def test_a_process_that_starts_takes_what_an_earlier_one_left(ours: Drain) -> None:
    spool.put(reply("STOP"), is_known=True)

    ours.open()
    wait_until(lambda: not ours.is_flowing)

    assert suppression.is_opted_out(NUMBER)


def test_trouble_of_any_kind_does_not_end_the_tries(ours: Drain) -> None:
    spool.put(reply("STOP"), is_known=True)
    troubles = [OSError("no files left"), ValueError("odd")]

    def empty() -> int:
        if troubles:
            raise troubles.pop()
        return receiver.empty_spool()

    ours.empty = empty
    ours.open()
    wait_until(lambda: not ours.is_flowing)

    assert spool.size() == 0


def test_nobody_looks_after_an_empty_spool(folder: Path) -> None:
    idle = Drain(receiver.empty_spool)

    idle.open()

    assert not idle.is_flowing
    assert not folder.exists()


def test_a_process_that_was_forked_off_looks_after_the_spool_too() -> None:
    busy = Drain(receiver.empty_spool)
    busy.is_flowing = True
    with busy.lock:
        if not (child := os.fork()):
            os._exit(busy.is_flowing or busy.lock.locked())

    assert os.waitpid(child, 0)[1] == 0
