"""People answer STOP while a broadcast runs: whom it had not yet armed gets nothing, whom it had is counted."""

import requests

from sms.models import Sms
from sms.results import results
from sms.status import Status
from tests.factories import make_setup
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept

SIZE = 200
PER_SECOND = 10
# Long enough for an opt-out to come in while the gateway still holds its answer.
LATENCY = 5.0


def answer_stop(number: str, callback: str) -> None:
    reply = {"from": number, "to": "447900000000", "text": "STOP"}
    assert requests.post(callback, json=reply, timeout=30).status_code == 200


def test_whoever_answers_stop_while_it_runs_is_armed_no_more(installation: Installation) -> None:
    make_setup(rate_limit=PER_SECOND)
    broadcast = queue_broadcast(SIZE)
    gateway = installation.gateway
    gateway.latency = LATENCY
    installation.start_web()
    installation.start_worker()
    wait_until(lambda: gateway.posts, what="the first SMS is in the air")
    in_the_air = gateway.posts[-1]
    last_in_line = set(broadcast.sms.order_by("-pk").values_list("recipient", flat=True)[:5])
    for number in (in_the_air.to, *last_in_line):
        answer_stop(number, in_the_air.callback)
    assert not last_in_line & {post.to for post in gateway.posts}, "they answered too late to be spared"

    wait_until_drained()
    assert not last_in_line & {post.to for post in gateway.posts}
    skipped = Sms.objects.filter(status=Status.SKIPPED, skip_reason=Sms.SkipReason.OPTED_OUT)
    assert set(skipped.values_list("recipient", flat=True)) == last_in_line
    assert Sms.objects.filter(recipient=in_the_air.to, status=Status.SENT).count() == 1
    assert results(broadcast).armed_before_opt_out == 1
    assert_promise_kept(installation)
