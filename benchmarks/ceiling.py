"""The ceiling: the product's HTTP client alone, with no database and no Django.

``python -m benchmarks.ceiling SIZE PROCESSES`` prints messages a second of all processes together.
"""

import asyncio
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from multiprocessing import Barrier, Process
from typing import Any

from gateway.answers import Verdict
from gateway.client import DEFAULT_WINDOW, GatewayClient
from gateway.messages import OutgoingSms
from gateway.segments import Encoding


def messages(size: int) -> Iterator[OutgoingSms]:
    for number in range(size):
        yield OutgoingSms(
            reference=uuid.uuid4().hex,
            sender="MITTO",
            to=f"+4477{number:08}",
            text=f"Hello number {number}, your appointment is tomorrow at ten",
            encoding=Encoding.GSM,
            callback="https://crm.example.com/callbacks/mitto/0123456789abcdef0123456789abcdef/",
        )


def post_all(size: int) -> None:
    asyncio.run(post_messages(size))


async def post_messages(size: int) -> None:
    waiting = messages(size)
    async with GatewayClient(base_url=os.environ["MITTO_BASE_URL"], product_key="a-product-key") as client:

        async def post_on() -> None:
            for sms in waiting:
                assert (await client.post(sms)).verdict is Verdict.ACCEPTED

        await asyncio.gather(*(post_on() for _ in range(DEFAULT_WINDOW)))


def in_processes(action: Callable[[int], None], size: int, processes: int) -> dict[str, float]:
    """Share `size` messages among processes that begin together; how many a second they posted."""
    barrier = Barrier(processes + 1)
    posting = [Process(target=run, args=(action, size // processes, barrier)) for _ in range(processes)]
    for process in posting:
        process.start()
    barrier.wait()
    began = time.monotonic()
    for process in posting:
        process.join()
    assert all(process.exitcode == 0 for process in posting)
    return {"messages_per_second": size / (time.monotonic() - began)}


def run(action: Callable[[int], None], size: int, barrier: Any) -> None:
    barrier.wait()
    action(size)


if __name__ == "__main__":
    print(json.dumps(in_processes(post_all, int(sys.argv[1]), int(sys.argv[2]))))
