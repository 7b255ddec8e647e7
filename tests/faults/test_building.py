"""The web process and the worker are killed while a broadcast is being built."""

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
    wait_until(lambda: made() == MEMBERS and not unfinished(), what="everybody's SMS has left")
    assert Sms.objects.filter(status=Status.SENT).values("recipient").distinct().count() == MEMBERS
    assert len({post.to for post in installation.gateway.posts}) == len(installation.gateway.posts) == MEMBERS
    assert_promise_kept(installation)
