"""The bell: rung once the rows are there, and never a reason to lose one."""

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from mitto_crm.celery import app, ring_all
from sms.bell import BUILD, ring, ring_on_commit
from tests.conftest import Bell


def test_a_bell_is_rung_after_the_commit_and_not_before(many_connections: None, bells: list[Bell]) -> None:
    with transaction.atomic():
        ring_on_commit(BUILD, 7)
        assert bells == []

    assert bells == [("sms.build_broadcast", (7,))]


def test_no_bell_is_rung_for_what_was_rolled_back(many_connections: None, bells: list[Bell]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ring_on_commit()
        raise RuntimeError

    assert bells == []


@pytest.mark.parametrize("error", [OperationalError, ConnectionRefusedError, OSError])
def test_a_broker_that_is_away_is_noted_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def away(*arguments: object, **options: object) -> None:
        raise error("redis://user:password@example")

    monkeypatch.setattr(app, "send_task", away)

    ring()
    ring_all(2)

    assert "bell_not_rung" in caplog.text
    assert "password" not in caplog.text


def test_every_worker_looks_by_itself_with_all_its_processes(bells: list[Bell]) -> None:
    ring_all(2)

    assert [name for name, _ in bells] == ["sms.sweep", "callbacks.sweep", "sms.deliver", "sms.deliver"]


def test_the_bells_that_are_rung_are_tasks_that_exist() -> None:
    app.loader.import_default_modules()

    assert {"sms.deliver", "sms.build_broadcast", "sms.sweep", "callbacks.sweep"} <= set(app.tasks)
