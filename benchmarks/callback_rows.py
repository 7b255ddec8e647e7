"""SMS that Mitto took, as many as wanted, and what one report and one reply cost among them.

``python -m benchmarks.callback_rows SIZE`` fills the database that DATABASE_URL names and prints the callback's path
and the median seconds of each.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from django.utils import timezone

from benchmarks.messages import analyse  # sets Django up
from benchmarks.reports import gateway_id, mobile, reference, reply, report
from callbacks.receiver import receive
from callbacks.spool import Request
from configuration.models import Configuration
from sms import many_rows
from sms.models import Sms

COUNTED = 300


def main(size: int) -> dict[str, object]:
    fill(size)
    path = f"/callbacks/mitto/{Configuration.current().callback_token}/"
    return {"path": path, "report": cost(size, report), "reply": cost(size, reply)}


def fill(size: int) -> None:
    now = timezone.now()
    pattern = Sms(text="We open at ten.", encoding="gsm7", segments=1, status="sent", created_at=now, sent_at=now)
    pattern.originator = "MITTO"
    columns = ("recipient", "reference", "gateway_id", "gateway_key")
    rows = ((mobile(n), reference(n), gateway_id(n), f"{n:032x}") for n in range(size))
    many_rows.insert(rows, like=pattern, columns=columns)
    analyse()


def cost(size: int, body: Callable[[int], bytes]) -> float:
    """The median over SMS with odd numbers, from all over the table."""
    token = Configuration.current().callback_token
    return statistics.median(timed(token, body(number)) for number in range(1, size, size // COUNTED // 2 * 2))


def timed(token: str, body: bytes) -> float:
    request = Request(token=token, method="POST", query="", content_type="application/json", body=body)
    began = time.perf_counter()
    assert receive(request) == 200
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
