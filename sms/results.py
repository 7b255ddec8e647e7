"""Results: what became of a broadcast once it ran, as figures, as a file, and for one number across all of them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncHour, TruncMinute

from configuration.models import Configuration
from crm.csv_format import make_safe
from crm.people import holders_of
from crm.phone import parse_number
from optout.models import Suppression
from sms.audience import FAILED
from sms.brake import opt_outs_since_start
from sms.models import Broadcast, Exclusion, Sms
from sms.progress import Progress, progress

REASONS_SHOWN = 20
# Arrivals that took longer than this are counted by the hour, not by the minute.
MANY_MINUTES = timedelta(hours=2)
CHUNK = 2000

HEADERS = ("SMS ID", "To", "Lead or contact", "Status", "Parts", "Sent at", "Delivered at", "Error", "Text")


@dataclass(frozen=True, slots=True)
class Results:
    """What a broadcast came to. `failures` are reasons and how often, the most frequent first."""

    progress: Progress
    failures: list[tuple[str, int]]
    delivered_over_time: list[tuple[datetime, int]]
    replies: int
    opt_outs: int
    armed_before_opt_out: int


@dataclass(frozen=True, slots=True)
class Traces:
    """Where one number turns up among all broadcasts: what it was sent, and where its holders were left out."""

    sms: QuerySet[Sms]
    exclusions: QuerySet[Exclusion]


def results(broadcast: Broadcast) -> Results:
    """Everything the results page shows, in a fixed number of statements."""
    failed = broadcast.sms.filter(status__in=FAILED).order_by()
    reasons = failed.values_list("error").annotate(times=Count("pk")).order_by("-times", "error")
    return Results(
        progress=progress(broadcast),
        failures=list(reasons[:REASONS_SHOWN]),
        delivered_over_time=_delivered_over_time(broadcast),
        replies=replies_to(broadcast).count(),
        opt_outs=opt_outs_since_start(broadcast),
        armed_before_opt_out=armed_before_opt_out(broadcast).count(),
    )


def _delivered_over_time(broadcast: Broadcast) -> list[tuple[datetime, int]]:
    arrived = broadcast.sms.filter(delivered_at__isnull=False).order_by()
    first, last = arrived.aggregate(first=Min("delivered_at"), last=Max("delivered_at")).values()
    truncate = TruncHour if first and last - first > MANY_MINUTES else TruncMinute
    per_time = arrived.annotate(time=truncate("delivered_at")).values_list("time").annotate(Count("pk"))
    return list(per_time.order_by("time"))


def replies_to(broadcast: Broadcast) -> QuerySet[Sms]:
    """What came back from those it texted, since it began."""
    texted = Sms.objects.filter(broadcast=broadcast, recipient=OuterRef("originator"))
    since = broadcast.started_at or broadcast.created_at
    return Sms.objects.inbound().filter(Exists(texted), campaign=broadcast.campaign_id, created_at__gte=since)


def armed_before_opt_out(broadcast: Broadcast) -> QuerySet[Sms]:
    """SMS that were in the air already when an opt-out came in, and that Mitto accepted after it."""
    meanwhile = Suppression.objects.filter(number=OuterRef("recipient"), created_at__lte=OuterRef("sent_at"))
    in_force = meanwhile.filter(Q(cleared_at__isnull=True) | Q(cleared_at__gt=OuterRef("sent_at")))
    return broadcast.sms.filter(Exists(in_force), sent_at__isnull=False)


def find_number(typed: str) -> Traces:
    """One number across all broadcasts, newest first."""
    number = parse_number(typed, Configuration.current().default_country).e164
    people = holders_of(number)
    sms = Sms.objects.filter(recipient=number, broadcast__isnull=False) if number else Sms.objects.none()
    excluded = Exclusion.objects.filter(lead__in=[p.pk for p in people if p.object_name == "lead"])
    excluded |= Exclusion.objects.filter(contact__in=[p.pk for p in people if p.object_name == "contact"])
    related = ("broadcast__campaign", "broadcast__selection", "lead", "contact")
    return Traces(
        sms=sms.select_related(*related).order_by("-pk"),
        exclusions=excluded.select_related(*related).order_by("-pk"),
    )


def export_csv(broadcast: Broadcast) -> Iterator[str]:
    """Every member and what became of them, line by line: a spreadsheet cannot run any cell of it."""
    yield _line(HEADERS)
    for sms in broadcast.sms.select_related("lead", "contact").order_by("pk").iterator(chunk_size=CHUNK):
        yield _line(_sent(sms))
    left_out = broadcast.exclusions.select_related("lead", "contact").order_by("pk")
    for exclusion in left_out.iterator(chunk_size=CHUNK):
        yield _line(_left_out(exclusion))


def _sent(sms: Sms) -> tuple[Any, ...]:
    times = (_moment(sms.sent_at), _moment(sms.delivered_at))
    status = sms.get_status_display()
    error = sms.get_skip_reason_display() or sms.error
    return (sms.number, sms.recipient, sms.person or "", status, sms.sent_messages, *times, error, sms.text)


def _left_out(exclusion: Exclusion) -> tuple[Any, ...]:
    person = exclusion.lead or exclusion.contact
    reason = f"{exclusion.get_reason_display()}. {exclusion.detail}".removesuffix(". ")
    return ("", person.mobile_typed if person else "", person or "", "Left out", 0, "", "", reason, "")


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _line(cells: tuple[Any, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(make_safe(str(cell)) for cell in cells)
    return out.getvalue()
