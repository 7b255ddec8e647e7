"""What failed is kept whole, tried again and replayed; one bad event spoils nothing for the others."""

from typing import Any

import pytest

from callbacks import journal
from callbacks.models import RawEvent
from optout import suppression
from sms import inbox, reports
from sms.models import Sms
from tests.callbacks.posting import NUMBER, post, sent, status_of

pytestmark = pytest.mark.django_db


def test_one_bad_event_leaves_the_others_of_its_request_done(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad, last = (sent(gateway_id=f"m-{n}", gateway_key=f"m{n}") for n in range(3))
    real = reports.apply_report

    def apply(report: Any) -> Any:
        result = real(report)
        if report.gateway_id == "m-1":
            raise RuntimeError
        return result

    monkeypatch.setattr(reports, "apply_report", apply)

    response = post([{"msgid": f"m-{n}", "status": "DELIVERED"} for n in range(3)])

    assert response.status_code == 200
    assert [status_of(sms) for sms in (good, bad, last)] == ["delivered", "sent", "delivered"]
    event = RawEvent.objects.get()
    assert (event.outcome, event.note) == ("failed", "2 understood, 0 held, 1 failed")


def test_what_failed_is_kept_whole_and_works_when_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "receive", fail)
        assert post({"from": NUMBER, "text": "STOP"}).status_code == 200
    event = RawEvent.objects.get()
    assert event.outcome == "failed"
    assert not suppression.is_opted_out(NUMBER)

    journal.process_again(event)

    event.refresh_from_db()
    assert event.outcome == "processed"
    assert suppression.is_opted_out(NUMBER)


def test_a_start_that_failed_does_not_end_a_stop_that_came_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError

    post({"from": NUMBER, "text": "STOP"})
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "receive", fail)
        post({"from": NUMBER, "text": "START"})
    post({"from": NUMBER, "text": "STOP"})

    journal.process_again(RawEvent.objects.get(outcome="failed"))

    assert suppression.is_opted_out(NUMBER)


def test_what_failed_is_tried_again_by_itself_five_times_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(inbox, "receive", fail)
    post({"from": NUMBER, "text": "STOP"})
    tried = []
    for _ in range(8):
        RawEvent.objects.update(processed_at=None)
        tried.append(journal.retry_failed())

    assert sum(tried) in (4, 5)
    assert tried[-1] == 0
    assert RawEvent.objects.get().outcome == "failed"


def test_a_replay_of_everything_changes_nothing() -> None:
    sms = sent()
    post({"msgid": "m-1", "status": "DELIVERED"})
    post({"from": NUMBER, "text": "STOP"})
    suppression.clear(NUMBER, by=None, reason="Asked")

    for event in RawEvent.objects.all():
        journal.process_again(event)

    assert sms.delivery_updates.count() == 1
    assert Sms.objects.inbound().count() == 1
    assert not suppression.is_opted_out(NUMBER)
