"""Delivery reports for everything the gateway took, posted to the callback that each message carried, as Mitto does."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.faults.gateway import Gateway, Post

AT_ONCE = 8


def report_all_delivered(gateway: Gateway) -> int:
    """Returns how many reports were posted, each of them answered 200."""
    taken = gateway.taken()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(_report, [taken[start::AT_ONCE] for start in range(AT_ONCE)]))


def _report(posts: Sequence[Post]) -> int:
    with requests.Session() as session:
        for post in posts:
            report = {
                "msgid": post.gateway_id,
                "reference": post.reference,
                "receiver": post.to,
                "status": "DELIVERED",
                "errorcode": "0",
            }
            assert session.post(post.callback, json=report, timeout=30).status_code == 200
    return len(posts)
