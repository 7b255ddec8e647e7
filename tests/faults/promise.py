"""The promise, as assertions: a message is never forgotten and never silently sent twice."""

from django.db.models import Count

from gateway.client import DEFAULT_WINDOW
from sms.models import Sms
from sms.status import ENDED, Status
from tests.faults.gateway import Gateway
from tests.faults.installation import Installation


def assert_promise_kept(installation: Installation, *, crashes: int = 0) -> None:
    """What must hold once everything has come to rest, whatever was done to the installation."""
    assert_nothing_twice(installation.gateway)
    counts = statuses()
    assert set(counts) <= {Status.SENT, Status.UNKNOWN, *ENDED}, f"some rows never ended: {counts}"
    assert counts.get(Status.UNKNOWN, 0) <= crashes * DEFAULT_WINDOW
    assert_none_forgotten(installation.gateway)
    assert_logs_tell_nothing(installation)
    print(f"{sum(counts.values())} SMS, {len(installation.gateway.posts)} posts, {counts}")  # pytest -rP shows it


def assert_nothing_twice(gateway: Gateway) -> None:
    """A second post only after an answer that certainly refused the first."""
    for reference, posts in gateway.by_reference().items():
        assert all(post.was_refused for post in posts[:-1]), f"{reference} was posted again after {len(posts)} posts"


def assert_none_forgotten(gateway: Gateway) -> None:
    """Every SMS that says it was sent was really handed over, and every one handed over knows it may have been."""
    taken = {post.reference for post in gateway.taken()}
    sent = set(Sms.objects.filter(status=Status.SENT).values_list("reference", flat=True))
    never_left = Sms.objects.filter(status__in=(Status.SKIPPED, Status.CANCELLED, Status.QUEUED))
    assert sent <= taken
    assert not taken & set(never_left.values_list("reference", flat=True))


def assert_logs_tell_nothing(installation: Installation) -> None:
    logs = installation.logs()
    numbers = Sms.objects.outbound().values_list("recipient", flat=True)
    assert "Hello, number" not in logs
    assert not [number for number in numbers if number.lstrip("+") in logs]


def statuses() -> dict[str, int]:
    return dict(Sms.objects.order_by().values_list("status").annotate(Count("pk")))
