"""Bells through a folder: each is heard once, none is seen half-written, and a broken one deafens nobody."""

import re
import threading
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Message
from kombu.simple import SimpleQueue

from mitto_crm import bells
from mitto_crm.celery import app

HOW_MANY = 3_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all: kombu remembers for the whole process which queues it made, not where."""
    return tmp_path_factory.mktemp("broker")


@pytest.fixture
def broker(folder: Path) -> Connection:
    """The transport, looking much more often than a worker does."""
    bells.register()
    return Connection("bells://localhost", transport_options={"bells_folder": str(folder), "polling_interval": 0.0002})


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A queue of the test's own."""
    return "celery." + re.sub(r"\W", "_", request.node.name)


def ring(broker: Connection, queue: SimpleQueue, *numbers: int) -> None:
    for number in numbers:
        queue.put({"number": number})


def hear_all(queue: SimpleQueue, *, until: threading.Event) -> list[int]:
    """Take bells as fast as possible, until the ringing is over and the folder is empty."""
    heard: list[int] = []
    while True:
        is_over = until.is_set()
        try:
            message = queue.get(block=False)
        except Empty:
            if is_over:
                return heard
            continue
        heard.append(message.payload["number"])
        message.ack()


def test_a_bell_arrives_as_it_was_rung(broker: Connection, name: str) -> None:
    with broker, broker.SimpleQueue(name) as queue:
        queue.put({"task": "sms.deliver", "text": "Grüße"})

        assert queue.get(timeout=5).payload == {"task": "sms.deliver", "text": "Grüße"}


def test_thousands_of_bells_with_a_fast_reader_are_each_heard_once(broker: Connection, name: str) -> None:
    done = threading.Event()

    def produce() -> None:
        with broker.clone() as mine, mine.SimpleQueue(name) as queue:
            ring(mine, queue, *range(HOW_MANY))
        done.set()

    producer = threading.Thread(target=produce)
    with broker, broker.SimpleQueue(name) as queue:
        producer.start()
        heard = hear_all(queue, until=done)
    producer.join()

    assert sorted(heard) == list(range(HOW_MANY))


def test_several_readers_share_the_bells(broker: Connection, name: str) -> None:
    done, heard = threading.Event(), Counter[int]()

    def listen() -> None:
        with broker.clone() as mine, mine.SimpleQueue(name) as queue:
            heard.update(hear_all(queue, until=done))

    listeners = [threading.Thread(target=listen) for _ in range(3)]
    with broker, broker.SimpleQueue(name) as queue:
        for listener in listeners:
            listener.start()
        ring(broker, queue, *range(300))
        done.set()
    for listener in listeners:
        listener.join()

    assert heard == Counter(range(300))


def test_bells_are_heard_in_the_order_they_were_rung(broker: Connection, name: str) -> None:
    with broker, broker.SimpleQueue(name) as queue:
        ring(broker, queue, *range(20))

        assert [queue.get(timeout=5).payload["number"] for _ in range(20)] == list(range(20))


def test_each_queue_hears_its_own_bells_alone(broker: Connection, name: str) -> None:
    with broker, broker.SimpleQueue(name) as one, broker.SimpleQueue(f"{name}.other") as other:
        one.put({"number": 1})
        other.put({"number": 2})

        assert other.get(timeout=5).payload == {"number": 2}
        assert one.get(timeout=5).payload == {"number": 1}


@pytest.mark.parametrize("content", ["", "{half a bell"])
def test_a_broken_bell_is_dropped_and_the_next_one_heard(
    broker: Connection, folder: Path, name: str, content: str
) -> None:
    with broker, broker.SimpleQueue(name) as queue:
        queue.put({"number": 1})
        [written] = (folder / "bells").glob(f"*.{name}.msg")
        written.with_name(f"0-{written.name}").write_text(content)

        assert queue.get(timeout=5).payload == {"number": 1}
        assert list((folder / "bells").glob(f"*.{name}.msg")) == []


def test_a_bell_that_is_still_being_written_is_not_heard(broker: Connection, folder: Path, name: str) -> None:
    with broker, broker.SimpleQueue(name) as queue:
        queue.put({"number": 1})
        [written] = (folder / "bells").glob(f"*.{name}.msg")
        written.rename(written.with_name(f".{written.name}.part"))

        with pytest.raises(Empty):
            queue.get(block=False)


def test_nothing_is_left_behind_by_bells_that_were_heard(broker: Connection, folder: Path, name: str) -> None:
    with broker, broker.SimpleQueue(name) as queue:
        ring(broker, queue, 1, 2, 3)
        for _ in range(3):
            queue.get(timeout=5).ack()

    assert list(folder.rglob(f"*.{name}.msg*")) == []


def test_a_sweep_does_not_wait_behind_the_bells_of_a_backlog(broker: Connection) -> None:
    queues, heard = app.amqp.queues.consume_from.values(), []

    def hear(task: str, message: Message) -> None:
        heard.append(task)
        message.ack()

    with broker:
        for task in [*["sms.deliver"] * 20, "sms.sweep", "callbacks.sweep"]:
            queue = app.amqp.router.route({}, task)["queue"]
            broker.Producer().publish(task, routing_key=queue.routing_key, exchange=queue.exchange, declare=[queue])
        with broker.Consumer(queues, callbacks=[hear]):
            for _ in range(22):
                broker.drain_events(timeout=5)

    assert {"sms.sweep", "callbacks.sweep"} <= set(heard[:5])
