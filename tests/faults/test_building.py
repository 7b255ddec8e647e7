"""The web process and the worker are killed while a broadcast is being built, and the worker while it sends."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import requests
from rest_framework.authtoken.models import Token

from configuration.models import Sender
from sms.models import Broadcast, Sms
from sms.status import Status
from tests.factories import make_campaign, make_user
from tests.faults.installation import Installation, unfinished, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept

MEMBERS = 10_000


class Program:
    """Launches one broadcast by the REST API, again and again if need be."""

    def __init__(self, installation: Installation) -> None:
        self.url = f"http://127.0.0.1:{installation.web_port}/api/v1/broadcasts/"
        self.order = {
            "campaign": make_campaign(members=MEMBERS).pk,
            "sender": Sender.objects.get().pk,
            "text": "Hello, number <%=FirstName%>",
        }
        token = Token.objects.create(user=make_user("manager"))
        self.headers = {"Authorization": f"Token {token.key}", "Idempotency-Key": "monday-morning"}

    def launch(self) -> Broadcast:
        answer = requests.post(self.url, json=self.order, headers=self.headers, timeout=60)
        assert answer.status_code == 201, answer.text
        return Broadcast.objects.get(pk=answer.json()["id"])

    def is_answered(self) -> bool:
        with suppress(requests.ConnectionError):
            return bool(self.launch())
        return False


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.5])
def test_a_launch_that_was_cut_off_can_be_repeated(installation: Installation, seconds: float) -> None:
    """The web process is killed somewhere on the way: there is no broadcast, or the one that the repetition returns."""
    web, program = installation.start_web(), Program(installation)
    with ThreadPoolExecutor(1) as pool:
        cut_off = pool.submit(program.launch)
        time.sleep(seconds)
        web.kill()
        cut_off.exception(timeout=60)
    web.restart()
    wait_until(program.is_answered, what="the web is back")
    broadcast = program.launch()
    assert Broadcast.objects.get() == broadcast
    installation.start_worker()
    wait_until(lambda: len(installation.gateway.posts) >= MEMBERS, what="everybody's SMS was posted")
    wait_until_drained()
    assert len({post.to for post in installation.gateway.posts}) == len(installation.gateway.posts) == MEMBERS
    assert_promise_kept(installation)


def test_a_broadcast_whose_builder_was_killed_reaches_everybody_once(installation: Installation) -> None:
    web, worker = installation.start_web(), installation.start_worker()
    broadcast = Program(installation).launch()
    web.kill()

    def made() -> int:
        return Sms.objects.filter(broadcast=broadcast).count()

    wait_until(made, what="the first page was built")
    worker.kill()
    assert made() < MEMBERS, "the worker was too fast to be killed while it built"
    worker.restart()
    posts = installation.gateway.posts
    wait_until(lambda: len(posts) > MEMBERS / 10, what="a part of it was sent")
    worker.kill()
    assert len(posts) < MEMBERS, "the worker was too fast to be killed while it sent"
    worker.restart()
    wait_until(lambda: made() == MEMBERS and not unfinished(), what="everybody's SMS has left")
    # What was on its way when the worker died is unknown: it may have arrived, so nobody sends it again.
    rows = Sms.objects.filter(broadcast=broadcast)
    unknown = set(rows.filter(status=Status.UNKNOWN).values_list("recipient", flat=True))
    posted = {post.to for post in posts}
    assert len(posted) == len(posts)
    assert rows.values("recipient").distinct().count() == MEMBERS == len(posted | unknown)
    assert_promise_kept(installation, crashes=1)
