"""Fairness: how long an agent's SMS takes to reach the gateway while a large broadcast leaves, and when nothing does.

``python -m benchmarks.fairness SIZE`` prints JSON; it needs the stub, which notes when urgent messages arrive.
"""

import json
import sys
import time
from statistics import quantiles

from benchmarks.engine import UNFINISHED, ask, gateway
from benchmarks.messages import paused_broadcast
from benchmarks.workers import wait_until, worker
from configuration.models import Sender
from sms import broadcasts
from sms.compose import compose_sms

SINGLES = 20
PAUSE = 0.1  # seconds between two of them


def main(size: int) -> dict[str, float]:
    """Seconds until 19 of 20 singles had arrived, idle and during the broadcast, and the ratio of the two."""
    broadcast = paused_broadcast(size)
    with worker("mitto_crm", processes=2):
        idle = p95(send_singles())
        broadcasts.resume(broadcast, by="the benchmark")
        wait_until(lambda: gateway("stats")["posts"] > SINGLES + size // 20)
        busy = p95(send_singles())
        assert ask(UNFINISHED), "the broadcast was over before the singles were"
    return {"idle": idle, "during_a_broadcast": busy, "ratio": busy / idle}


def send_singles() -> list[float]:
    """Write them one after the other, as agents do; how long each took from then to the gateway."""
    written: dict[str, float] = {}
    sender = Sender.objects.get()
    for number in range(SINGLES):
        began = time.monotonic()
        sms = compose_sms(by=None, sender=sender, to=f"+447711{number:06}", text="urgent: please call back")
        written[sms.reference] = began
        time.sleep(PAUSE)
    wait_until(lambda: written.keys() <= arrivals().keys())
    arrived = arrivals()
    return [arrived[reference] - began for reference, began in written.items()]


def arrivals() -> dict[str, float]:
    """When each urgent message arrived, by the clock that all processes of a machine share."""
    return gateway("stats")["urgent"]


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
