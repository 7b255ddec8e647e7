"""A gateway that cannot be reached: nothing was sent, so everything waits together and goes later."""

from sms.flight import WINDOW
from sms.models import Attempt, Sms
from sms.status import Status
from tests.faults.installation import Installation, queue_broadcast, wait_until_drained
from tests.faults.processes import wait_until
from tests.faults.promise import assert_promise_kept

SIZE = 2000


def assert_waits_unharmed() -> None:
    """The failures of one window are enough to make everybody wait, and not one message is in doubt."""
    wait_until(Attempt.objects.exists, what="a post failed")
    wait_until(lambda: not Sms.objects.filter(status=Status.POSTING).exists(), what="all calls had ended")
    assert Attempt.objects.count() <= 2 * WINDOW
    assert Sms.objects.filter(status__in=(Status.QUEUED, Status.CLAIMED)).count() == SIZE


def test_a_refused_connection_delays_and_loses_nothing(installation: Installation) -> None:
    gateway = installation.gateway
    gateway.hang_up()
    queue_broadcast(SIZE)
    for _ in range(2):
        installation.start_worker()
    assert_waits_unharmed()
    gateway.listen()
    wait_until_drained()
    assert len(gateway.posts) == Sms.objects.filter(status=Status.SENT).count() == SIZE
    assert_promise_kept(installation)


def test_a_name_that_cannot_be_resolved_delays_and_loses_nothing(installation: Installation) -> None:
    no_dns = installation.folder / "no-dns"
    no_dns.touch()
    by_name = {"MITTO_BASE_URL": installation.gateway.url.replace("127.0.0.1", "localhost"), "TROUBLE_DNS": str(no_dns)}
    queue_broadcast(SIZE)
    installation.start_worker("tests.faults.troubled", **by_name)
    assert_waits_unharmed()
    no_dns.unlink()
    wait_until_drained()
    assert len(installation.gateway.posts) == Sms.objects.filter(status=Status.SENT).count() == SIZE
    assert_promise_kept(installation)


def test_a_failed_tls_handshake_sends_nothing(installation: Installation) -> None:
    """The gateway speaks plain HTTP: the product key and the message must not reach it in the clear."""
    queue_broadcast(SIZE)
    installation.start_worker(MITTO_BASE_URL=installation.gateway.url.replace("http:", "https:"))
    assert_waits_unharmed()
    assert not installation.gateway.posts
