"""One worker process: what it keeps between tasks, and what must not keep it from going on."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import OperationalError

from sms import delivery, outcomes
from sms.flight import close_flight
from sms.models import Sms
from sms.outcomes import Landed
from tests.factories import make_setup, make_sms
from tests.sms.loopback import Loopback
from tests.sms.test_delivery import says
from tests.threads import at_once


def test_tasks_in_threads_of_one_process_each_post_what_they_claimed(
    many_connections: None, mitto: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "CLAIM_SIZE", 10)
    for _ in range(200):
        make_sms()

    def work() -> None:
        try:
            delivery.deliver()
        finally:
            close_flight()

    at_once(3, work)

    assert set(Sms.objects.values_list("status", flat=True)) == {"sent"}
    assert set(mitto.posts_by_reference.values()) == {1}


def test_an_answer_that_cannot_be_written_does_not_keep_the_others(
    many_connections: None, mitto: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody deleted the row of one that was in the air."""
    deleted, other = make_sms(), make_sms()
    mitto.next.extend([says("500 Oops")] * 2)
    record = outcomes.record

    def delete_one_first(landed: Sequence[Landed], **options: Any) -> None:
        Sms.objects.filter(pk=deleted.pk).delete()
        record(landed, **options)

    monkeypatch.setattr(outcomes, "record", delete_one_first)

    delivery.deliver()

    other.refresh_from_db()
    assert other.status == "unknown"


def test_answers_that_could_not_be_recorded_outlive_a_change_of_the_key(
    mitto: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database went away before they were, and the key was replaced before it was asked again."""
    sms = make_sms()
    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "record", go_away)
        with pytest.raises(OperationalError):
            delivery.deliver()
    make_setup(product_key="a-better-key")
    make_sms()

    delivery.deliver()

    sms.refresh_from_db()
    assert sms.status == "sent"
    assert [headers["x-mitto-api-key"] for headers in mitto.headers] == ["a-product-key"]
    delivery.deliver()
    assert mitto.headers[-1]["x-mitto-api-key"] == "a-better-key"


def go_away(*arguments: Any, **options: Any) -> None:
    raise OperationalError("the server closed the connection")
