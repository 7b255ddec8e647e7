"""Metrics: a few numbers that tell whether messages flow, read from the database when Prometheus asks."""

from collections.abc import Iterator

from django.db.models import Min
from django.db.models.functions import Now
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from callbacks import spool
from callbacks.models import HeldReport, RawEvent
from sms.models import Broadcast, GatewayState, Sms, Worker


class State(Collector):
    """What partial indexes answer at once, however many SMS there are."""

    def collect(self) -> Iterator[Metric]:
        for name, meaning, value in readings():
            yield GaugeMetricFamily(f"mitto_{name}", meaning, value=value)


def readings() -> list[tuple[str, str, float]]:
    queued = Sms.objects.waiting()
    return [
        ("sms_queued", "SMS that wait to be sent", queued.count()),
        ("sms_oldest_due_seconds", "How long the oldest SMS that could leave has waited", oldest_due()),
        ("sms_unknown", "SMS nobody knows the fate of", Sms.objects.unknown().count()),
        ("broadcasts_running", "Broadcasts under way", Broadcast.objects.running().count()),
        ("gateway_paused", "1 while nothing is handed to Mitto", int(GatewayState.current().is_paused)),
        ("workers_alive", "Workers seen within half a minute", Worker.objects.alive().count()),
        ("callbacks_waiting", "Callbacks stored and not processed", waiting_callbacks()),
        ("callbacks_held", "Reports for SMS not known yet", HeldReport.objects.count()),
        ("callbacks_spooled", "Callbacks on disk, waiting for the database", spool.size()),
    ]


def oldest_due() -> float:
    oldest = Sms.objects.waiting().filter(due_at__lte=Now()).aggregate(at=Min("due_at"))["at"]
    return (timezone.now() - oldest).total_seconds() if oldest else 0.0


def waiting_callbacks() -> int:
    return RawEvent.objects.filter(outcome__in=[RawEvent.Outcome.PENDING, RawEvent.Outcome.FAILED]).count()


def exposition() -> bytes:
    """The numbers in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(State())
    return generate_latest(registry)
