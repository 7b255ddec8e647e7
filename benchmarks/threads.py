"""The usual pool: 16 threads in each process, each with its `requests` session, and no database at all.

``python -m benchmarks.threads SIZE PROCESSES`` prints messages a second of all processes together.
"""

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import requests

from benchmarks.ceiling import in_processes

THREADS = 16
own = threading.local()


def post(number: int) -> None:
    if not hasattr(own, "session"):
        own.session = requests.Session()
    answer = own.session.post(
        f"{os.environ['MITTO_BASE_URL']}/sms",
        json={"from": "MITTO", "to": f"+4477{number:08}", "text": f"Hello number {number}", "reference": str(number)},
        headers={"X-Mitto-API-Key": "a-product-key"},
        timeout=15,
    )
    assert answer.json()["id"]


def post_all(size: int) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(post, range(size)))


if __name__ == "__main__":
    print(json.dumps(in_processes(post_all, int(sys.argv[1]), int(sys.argv[2]))))
