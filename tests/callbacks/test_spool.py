"""The spool: while the database is away requests wait on disk, in order, and none is lost or taken twice."""

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import Settings

from callbacks import guard, receiver, spool
from callbacks.models import RawEvent
from callbacks.spool import Request
from callbacks.tasks import sweep_callbacks
from configuration.models import Configuration
from optout import suppression
from sms.models import Sms

pytestmark = pytest.mark.django_db

NUMBER = "+447700900123"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MITTO_SPOOL = str(tmp_path / "spool")
    return tmp_path / "spool"


def reply(text: str, *, token: str = "") -> Request:
    body = f'{{"from": "{NUMBER}", "text": "{text}"}}'.encode()
    token = token or Configuration.current().callback_token
    return Request(token=token, method="POST", query="", content_type="application/json", body=body)


def test_a_spooled_request_is_taken_in_once_the_database_is_back(folder: Path) -> None:
    assert spool.put(reply("STOP"), is_known=True)

    assert sweep_callbacks()["unspooled"] == 1

    assert suppression.is_opted_out(NUMBER)
    assert list(folder.glob("*.json")) == []
    assert receiver.empty_spool() == 0
    assert RawEvent.objects.count() == 1


def test_requests_are_taken_in_the_order_they_came() -> None:
    for text in ("STOP", "START", "STOP", "START"):
        spool.put(reply(text), is_known=True)

    receiver.empty_spool()

    assert list(Sms.objects.order_by("pk").values_list("text", flat=True)) == ["STOP", "START", "STOP", "START"]
    assert not suppression.is_opted_out(NUMBER)


def test_a_file_that_a_killed_process_left_behind_is_not_taken_twice(folder: Path) -> None:
    spool.put(reply("STOP"), is_known=True)
    [file] = folder.glob("*.json")
    left_behind = file.read_text()
    receiver.empty_spool()
    suppression.clear(NUMBER, by=None, reason="Asked")
    file.write_text(left_behind)

    receiver.empty_spool()

    assert list(folder.glob("*.json")) == []
    assert Sms.objects.count() == RawEvent.objects.count() == 1
    assert not suppression.is_opted_out(NUMBER)


def test_the_same_words_twice_on_the_spool_are_two_replies() -> None:
    for _ in range(2):
        spool.put(reply("STOP"), is_known=True)

    receiver.empty_spool()

    assert Sms.objects.count() == 2


def test_a_start_that_waited_does_not_end_a_stop_that_came_after_it() -> None:
    receiver.receive(reply("STOP"))
    spool.put(reply("START"), is_known=True)
    receiver.receive(reply("STOP"))

    receiver.empty_spool()

    assert suppression.is_opted_out(NUMBER)
    assert suppression.history_of(NUMBER)[0].what == "asked"


def test_what_waited_is_stored_with_the_time_it_came() -> None:
    spool.put(reply("Hello"), is_known=True)
    [(_, waiting)] = spool.waiting()

    receiver.empty_spool()

    assert RawEvent.objects.get().received_at == waiting.came_at


def test_while_the_database_is_away_everything_stays_on_the_spool(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("STOP", "START"):
        spool.put(reply(text), is_known=True)

    def away(*arguments: Any, **options: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(RawEvent.objects, "create", away)
        assert receiver.empty_spool() == 0
    assert len(list(folder.glob("*.json"))) == 2

    assert receiver.empty_spool() == 2


def test_a_stranger_who_came_while_the_database_was_away_changes_nothing(folder: Path) -> None:
    spool.put(reply("STOP", token="guessed"), is_known=False)

    receiver.empty_spool()

    assert list(folder.glob("*.json")) == []
    assert RawEvent.objects.count() == 0
    assert not suppression.is_opted_out(NUMBER)


def test_a_body_that_is_no_text_comes_back_byte_for_byte() -> None:
    request = Request(token="t", method="POST", query="a=%00", content_type="x/y", body=bytes(range(256)))
    spool.put(request, is_known=True)

    [(path, waiting)] = spool.waiting()
    assert waiting.came_at is not None
    assert waiting == replace(request, name=path.stem, came_at=waiting.came_at)


def test_only_the_owner_may_read_the_spool(folder: Path) -> None:
    spool.put(reply("STOP"), is_known=True)

    [file] = folder.glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_full_spool_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_FILES", 2)

    assert [spool.put(reply("STOP"), is_known=True) for _ in range(3)] == [True, True, False]


def test_strangers_cannot_fill_the_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_UNKNOWN", 1)

    assert [spool.put(reply("STOP", token="guessed"), is_known=False) for _ in range(2)] == [True, False]
    assert spool.put(reply("STOP"), is_known=True)
    monkeypatch.setattr(spool, "COUNT_EVERY", 0)
    assert not spool.put(reply("STOP", token="guessed"), is_known=False)


def test_the_folder_is_not_looked_through_for_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    spool.put(reply("STOP"), is_known=True)
    monkeypatch.setattr(spool, "COUNT_EVERY", 1e9)
    monkeypatch.setattr("os.listdir", None)

    assert spool.put(reply("STOP"), is_known=True)


@pytest.mark.parametrize(("token", "is_known"), [("", True), ("guessed", False)])
def test_whom_setup_let_in_last_is_known_while_the_database_is_away(
    token: str, is_known: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = reply("STOP", token=token)
    receiver.receive(reply("Hello"))

    def away(*arguments: Any, **options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(guard, "admit", away)
    assert receiver.receive(request) == 200

    [file] = folder.glob("*.json")
    assert (spool.UNKNOWN not in file.name) is is_known


def test_a_file_that_cannot_be_read_is_kept_and_stops_nothing(folder: Path) -> None:
    folder.mkdir()
    (folder / "0000.json").write_text("{half a file")
    spool.put(reply("STOP"), is_known=True)

    assert receiver.empty_spool() == 1

    assert [path.name for path in folder.glob("*.unreadable")] == ["0000.unreadable"]
    assert suppression.is_opted_out(NUMBER)


def test_a_half_written_file_is_never_seen(folder: Path) -> None:
    folder.mkdir()
    (folder / ".0000.part").write_text("{half a file")

    assert list(spool.waiting()) == []


def test_two_processes_never_empty_the_spool_at_once() -> None:
    spool.put(reply("STOP"), is_known=True)

    with spool.emptying() as is_ours:
        assert is_ours
        assert receiver.empty_spool() == 0

    assert receiver.empty_spool() == 1
