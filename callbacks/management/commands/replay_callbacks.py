"""Replay stored callbacks: what they already did is not done twice."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from callbacks import journal, receiver
from callbacks.models import RawEvent


class Command(BaseCommand):
    help = "Process stored callbacks again, oldest first, and whatever waits on the spool."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", required=True, help='for example "2026-11-23 08:00"')

    def handle(self, *, since: str, **options: Any) -> None:
        start = parse_datetime(since if len(since) > 10 else f"{since} 00:00")
        if start is None:
            raise CommandError(f"“{since}” is not a date and time. Write it like 2026-11-23 08:00.")
        start = timezone.make_aware(start) if timezone.is_naive(start) else start
        unspooled = receiver.empty_spool()
        events = RawEvent.objects.filter(received_at__gte=start).order_by("pk")
        for event in events.iterator(chunk_size=500):
            journal.process_again(event)
        self.stdout.write(f"Replayed {events.count()} events; {unspooled} of them came from the spool.")
