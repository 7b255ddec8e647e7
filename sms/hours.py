"""Allowed hours: when a broadcast may reach somebody, by the clock where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import product
from zoneinfo import ZoneInfo

from babel.core import get_global
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

from configuration.models import Configuration
from crm.phone import phone_number

# How far ahead to look. Zones that share no moment in this time never do.
HORIZON_DAYS = 3

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when a day's texts may arrive where the recipient is; who may be anywhere is at `home`."""

    opens: time
    closes: time
    home: str = "UTC"


@dataclass(frozen=True, slots=True)
class Slot:
    """When an SMS may leave: not before `opens_at`, not after `closes_at` (`None`: at any hour from then on)."""

    opens_at: datetime
    closes_at: datetime | None = None


def current_hours() -> Hours | None:
    """What Setup allows; `None` is any hour."""
    setup = Configuration.current()
    if setup.allowed_from is None or setup.allowed_to is None:
        return None
    return Hours(setup.allowed_from, setup.allowed_to, setup.time_zone)


def slot_of(hours: Hours | None, *, country: str, number: str, after: datetime) -> Slot | None:
    """The first moments from `after` on when it is within the hours wherever the person may be; `None`: never."""
    return slot_in(hours, zones_of(country, number) or (hours.home,), after) if hours else Slot(after)


@lru_cache(maxsize=1024)
def slot_in(hours: Hours, zones: tuple[str, ...], after: datetime) -> Slot | None:
    shared = _stretches(hours, zones[0], after)
    for zone in zones[1:]:
        others = _stretches(hours, zone, after)
        shared = [(max(a, c), min(b, d)) for (a, b), (c, d) in product(shared, others) if max(a, c) < min(b, d)]
    first = next(((opens, closes) for opens, closes in shared if closes > after), None)
    return Slot(max(first[0], after), first[1]) if first else None


def zones_of(country: str, number: str) -> tuple[str, ...]:
    """Every time zone a person may be in: by their record's country, else by their number."""
    if country and (zones := get_global("territory_zones").get(country)):
        return tuple(zones)
    zones = time_zones_for_number(phone_number(number)) if number else ()
    return tuple(zone for zone in zones if zone != UNKNOWN_TIMEZONE)


def _stretches(hours: Hours, zone: str, after: datetime) -> Sequence[Stretch]:
    """The allowed stretches of the days around `after`, in order."""
    clock = ZoneInfo(zone)
    today = after.astimezone(clock).date()
    days = [today + timedelta(days=offset) for offset in range(-1, HORIZON_DAYS)]
    walls = [(datetime.combine(day, hours.opens, clock), datetime.combine(day, hours.closes, clock)) for day in days]
    return [(max(_moments(opens)), min(_moments(closes))) for opens, closes in walls]


def _moments(wall: datetime) -> list[datetime]:
    """The moments a wall clock shows this: two when clocks go back, and both sides of the gap when they go forward.

    Opening at the later and closing at the earlier of the two is right either way.
    """
    return [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
