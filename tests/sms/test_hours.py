"""Allowed hours: by the clock where the recipient is, whatever the clocks do."""

import uuid
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sms import outbox
from sms.broadcasts import build, launch
from sms.hours import Hours, slot_in, slot_of, zones_of
from sms.models import Sms
from sms.preflight import preflight
from tests.conftest import Ready
from tests.factories import ago, make_broadcast, make_campaign, make_lead, make_setup, make_sms

DAY = Hours(time(9), time(20))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "after", "opens", "closes"),
    [
        (["Europe/London"], "2026-11-27 12:00", "2026-11-27 12:00", "2026-11-27 20:00"),
        (["Europe/London"], "2026-11-27 20:00", "2026-11-28 09:00", "2026-11-28 20:00"),
        (["Europe/London"], "2026-11-27 03:00", "2026-11-27 09:00", "2026-11-27 20:00"),
        (["Asia/Tokyo"], "2026-11-27 12:00", "2026-11-28 00:00", "2026-11-28 11:00"),
        # Every zone must be inside: New York opens for both, and closes when it is 17:00 in Los Angeles.
        (["America/New_York", "America/Los_Angeles"], "2026-11-27 12:00", "2026-11-27 17:00", "2026-11-28 01:00"),
        # Clocks go forward in London on 29 March 2026 and back on 25 October.
        (["Europe/London"], "2026-03-28 21:00", "2026-03-29 08:00", "2026-03-29 19:00"),
        (["Europe/London"], "2026-10-24 21:00", "2026-10-25 09:00", "2026-10-25 20:00"),
    ],
)
def test_the_next_slot(zones: list[str], after: str, opens: str, closes: str) -> None:
    slot = slot_in(DAY, tuple(zones), at(after))

    assert slot and (slot.opens_at, slot.closes_at) == (at(opens), at(closes))


def test_an_hour_that_the_clocks_skip_or_repeat_opens_late_and_closes_early() -> None:
    skipped, repeated = Hours(time(1, 30), time(3)), Hours(time(0, 30), time(1, 30))

    spring = slot_in(skipped, ("Europe/London",), at("2026-03-29 00:00"))
    autumn = slot_in(repeated, ("Europe/London",), at("2026-10-24 23:00"))

    assert spring and (spring.opens_at, spring.closes_at) == (at("2026-03-29 01:30"), at("2026-03-29 02:00"))
    assert autumn and (autumn.opens_at, autumn.closes_at) == (at("2026-10-24 23:30"), at("2026-10-25 00:30"))


def test_zones_that_share_no_hour_have_no_slot() -> None:
    assert slot_in(Hours(time(9), time(12)), ("Asia/Tokyo", "America/New_York"), at("2026-11-27 12:00")) is None


@given(
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)),
    st.times(),
    st.integers(1, 20),
)
def test_it_is_always_within_the_hours_where_a_slot_is(zone: str, after: datetime, opens: time, hours: int) -> None:
    closes = (datetime.combine(datetime(2026, 1, 1), opens) + timedelta(hours=hours)).time()
    if closes <= opens:
        return
    slot = slot_in(Hours(opens, closes), (zone,), after.replace(tzinfo=UTC))

    assert slot and slot.closes_at and slot.opens_at >= after.replace(tzinfo=UTC)
    for moment in (slot.opens_at, slot.closes_at - timedelta(microseconds=1)):
        assert opens <= moment.astimezone(ZoneInfo(zone)).time() < closes


def test_the_records_country_comes_first_then_the_number() -> None:
    assert zones_of("JP", "+447400123456") == ("Asia/Tokyo",)
    assert "Europe/London" in zones_of("", "+447400123456")
    assert zones_of("", "+12125550123") == ("America/New_York",)
    assert zones_of("", "+8835100000000") == ()


def test_without_hours_every_moment_is_right() -> None:
    slot = slot_of(None, country="GB", number="", after=at("2026-11-27 03:00"))

    assert slot and (slot.opens_at, slot.closes_at) == (at("2026-11-27 03:00"), None)


def test_who_may_be_anywhere_is_where_the_installation_is() -> None:
    slot = slot_of(
        Hours(time(9), time(20), "Asia/Tokyo"), country="", number="+8835100000000", after=at("2026-11-27 12:00")
    )

    assert slot and slot.opens_at == at("2026-11-28 00:00")


def test_a_broadcast_keeps_the_hours_of_each_recipient(ready: Ready) -> None:
    make_setup(allowed_from=time(9), allowed_to=time(20))
    campaign = make_campaign(make_lead(country="JP"), make_lead(country="GB"))
    broadcast = launch(by=None, campaign=campaign, sender=ready.sender, text="Hello")
    build(broadcast.pk)

    for sms in Sms.objects.select_related("lead"):
        zone = ZoneInfo("Asia/Tokyo" if sms.lead and sms.lead.country == "JP" else "Europe/London")
        assert time(9) <= sms.due_at.astimezone(zone).time() < time(20)  # type: ignore[union-attr]
        assert sms.open_until.astimezone(zone).time() == time(20)  # type: ignore[union-attr]


def test_who_can_never_be_reached_within_the_hours_is_left_out(ready: Ready) -> None:
    # No moment suits both ends of a country this wide.
    make_setup(allowed_from=time(9), allowed_to=time(10))

    found = preflight(make_campaign(make_lead(country="US")), "Hello")

    assert found.exclusions == {"outside_hours": 1}


def test_who_has_to_wait_for_their_hours_is_counted(ready: Ready) -> None:
    make_setup(allowed_from=time(9), allowed_to=time(20))
    friday_noon = at("2027-11-26 12:00")
    campaign = make_campaign(make_lead(country="JP"), make_lead(country="GB"), make_lead(country=""))

    found = preflight(campaign, "Hello", scheduled_at=friday_noon)

    assert (found.recipients, found.delayed, found.zones_by_number) == (3, 1, 1)
    assert found.last_at == at("2027-11-27 00:00")


@pytest.mark.parametrize("hours_off", [0, -13, 13])
def test_what_could_not_leave_within_its_hours_waits_for_the_next(ready: Ready, hours_off: int) -> None:
    """By the database's clock, however wrong the worker's is."""
    now = timezone.now()
    hour = 1 if now.hour >= 12 else 22
    make_setup(allowed_from=time(hour), allowed_to=time(hour + 1))
    sms = make_sms(
        broadcast=make_broadcast(), recipient="+447700900123", lead=make_lead(country="IS"), open_until=ago(3600)
    )
    parcels = outbox.claim(singles=1, broadcasts=1)

    with time_machine.travel(now + timedelta(hours=hours_off)):
        assert outbox.arm(parcels, uuid.uuid4()) == []

    sms.refresh_from_db()
    assert sms.status == "queued"
    assert (sms.due_at.time(), sms.open_until.time()) == (time(hour), time(hour + 1))  # type: ignore[union-attr]
    assert now < sms.due_at < now + timedelta(hours=24)  # type: ignore[operator]
    assert outbox.claim(singles=1, broadcasts=1) == []


def test_inside_its_hours_it_is_armed(ready: Ready) -> None:
    make_sms(broadcast=make_broadcast(), open_until=ago(-60))
    parcels = outbox.claim(singles=1, broadcasts=1)

    assert outbox.arm(parcels, uuid.uuid4()) == parcels
