"""The web process and the worker are killed while a broadcast is being built, and the worker while it sends."""

import requests
from rest_framework.authtoken.models import Token

from configuration.models import Sender
from sms.models import Broadcast, Sms
from sms.status import Status
from tests.factories import make_campaign, make_user
from tests.faults.installation import Installation, unfinished
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept

MEMBERS = 10_000


def launch(installation: Installation) -> Broadcast:
    """As a program does it: one call of the REST API."""
    manager = make_user("manager")
    sender = Sender.objects.get()
    order = {"campaign": make_campaign(members=MEMBERS).pk, "sender": sender.pk, "text": "Hello, number <%=FirstName%>"}
    headers = {"Authorization": f"Token {Token.objects.create(user=manager).key}"}
    url = f"http://127.0.0.1:{installation.web_port}/api/v1/broadcasts/"
    answer = requests.post(url, json=order, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text
    return Broadcast.objects.get(pk=answer.json()["id"])


def test_a_broadcast_whose_builder_was_killed_reaches_everybody_once(installation: Installation) -> None:
    web, worker = installation.start_web(), installation.start_worker()
    broadcast = launch(installation)
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
