"""Building: one row per number whatever crashes, frozen at confirm, and totals that were promised."""

import random
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.models import CampaignMember
from optout import suppression
from sms import audience, building
from sms.broadcasts import build, cancel_remaining, launch, pause, progress, resume
from sms.models import Broadcast, Exclusion, Sms
from sms.preflight import preflight
from tests.conftest import Ready
from tests.factories import make_campaign, make_contact, make_lead, next_mobile

TEXT = "Hello <%=FirstName%>"


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(audience, "PAGE", 3)
    return 3


def started(ready: Ready, campaign: Any, text: str = TEXT, **options: Any) -> Broadcast:
    return launch(by=None, campaign=campaign, sender=ready.sender, text=text, **options)


def test_every_member_has_a_row_or_an_exclusion(ready: Ready, small_pages: int) -> None:
    lead = make_lead()
    people = [lead, make_contact(), make_lead(mobile_phone=""), make_contact(mobile_phone=lead.mobile_phone)]
    broadcast = started(ready, make_campaign(*people, members=4))

    assert build(broadcast.pk) == 6

    broadcast.refresh_from_db()
    assert (broadcast.status, broadcast.is_built) == ("running", True)
    assert broadcast.excluded == {"no_number": 1, "same_number": 1}
    assert progress(broadcast).counts == {"queued": 6}


def test_a_row_holds_all_that_the_engine_and_the_pages_need(ready: Ready) -> None:
    lead = make_lead(first_name="Łukasz")
    campaign = make_campaign(lead)
    broadcast = started(ready, campaign)
    before = timezone.now()
    build(broadcast.pk)

    sms = Sms.objects.get()
    assert (sms.recipient, sms.text) == (lead.mobile_phone_e164, "Hello Łukasz")
    assert (sms.encoding, sms.segments, sms.origin, sms.status) == ("ucs2", 1, "broadcast", "queued")
    assert (sms.lead, sms.contact, sms.campaign, sms.broadcast) == (lead, None, campaign, broadcast)
    assert (sms.originator, sms.direction, len(sms.reference)) == (ready.sender.name, "outbound", 32)
    assert sms.due_at == broadcast.starts_at
    assert sms.send_before == broadcast.send_before
    assert sms.open_until is None
    assert abs((sms.created_at - before).total_seconds()) < 5
    sms.full_clean()


def test_a_build_that_crashed_goes_on_where_it_stopped(
    ready: Ready, small_pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    broadcast = started(ready, make_campaign(members=10))
    store, pages = building._store, iter(range(10))

    def crash_on_the_third(*arguments: Any, **options: Any) -> None:
        store(*arguments, **options)
        if next(pages) == 2:
            raise MemoryError

    with monkeypatch.context() as patched, pytest.raises(MemoryError):
        patched.setattr(building, "_store", crash_on_the_third)
        build(broadcast.pk)
    assert Sms.objects.count() == 2 * small_pages

    assert build(broadcast.pk) == 4
    assert Sms.objects.values("recipient").distinct().count() == Sms.objects.count() == 10


def test_a_finished_build_is_not_built_again(ready: Ready) -> None:
    broadcast = started(ready, make_campaign(members=2))

    assert (build(broadcast.pk), build(broadcast.pk)) == (2, 0)


def test_later_members_are_not_added(ready: Ready) -> None:
    campaign = make_campaign(members=2)
    broadcast = started(ready, campaign)
    CampaignMember.objects.create(campaign=campaign, lead=make_lead())

    assert build(broadcast.pk) == 2


def test_a_paused_build_goes_on_when_it_is_resumed(ready: Ready, small_pages: int) -> None:
    broadcast = started(ready, make_campaign(members=5))
    building._build_page(broadcast.pk)
    pause(broadcast, by="somebody")

    assert build(broadcast.pk) == 0
    broadcast.refresh_from_db()
    assert resume(broadcast, by="somebody")
    assert build(broadcast.pk) == 2


def test_a_trial_paused_when_its_last_row_was_made_stays_a_trial(ready: Ready) -> None:
    broadcast = started(ready, make_campaign(members=12), is_trial_first=True)
    building._build_page(broadcast.pk)
    pause(broadcast, by="somebody")

    broadcast.refresh_from_db()
    resume(broadcast, by="somebody")
    build(broadcast.pk)

    broadcast.refresh_from_db()
    assert broadcast.trial_to == broadcast.sms.order_by("pk")[broadcast.trial_size - 1].pk


def test_a_cancelled_build_stays_stopped(ready: Ready, small_pages: int) -> None:
    broadcast = started(ready, make_campaign(members=5))
    building._build_page(broadcast.pk)

    assert cancel_remaining(broadcast, by=None) == small_pages
    assert build(broadcast.pk) == 0
    assert progress(broadcast).counts == {"cancelled": small_pages}


def test_an_opt_out_between_launch_and_build_is_honoured(ready: Ready) -> None:
    lead = make_lead()
    broadcast = started(ready, make_campaign(lead, members=1))
    suppression.opt_out(lead.mobile_phone_e164, source="reply")

    assert build(broadcast.pk) == 1
    assert Exclusion.objects.get().reason == "opted_out"


def test_an_unusable_number_is_kept_with_what_was_typed_and_what_is_wrong(ready: Ready) -> None:
    broadcast = started(ready, make_campaign(make_lead(mobile_phone="12 34"), members=1))
    build(broadcast.pk)

    assert Exclusion.objects.get().detail == "12 34: The area code is missing."


def test_statements_per_page_are_few_and_always_the_same(ready: Ready) -> None:
    few, many = (started(ready, make_campaign(members=size), text=f"{size}") for size in (3, 300))
    build(started(ready, make_campaign(members=1), text="warm").pk)

    counts = []
    for broadcast in (few, many):
        with CaptureQueriesContext(connection) as queries:
            build(broadcast.pk)
        # executemany is noted as one statement on SQLite, COPY is not noted at all on PostgreSQL.
        counts.append(len(queries))
    assert counts[0] == counts[1] < 40


def test_what_the_preflight_counted_is_what_is_built(ready: Ready) -> None:
    rng = random.Random(5)
    syllables = ["an", "bö", "çe", "Łu", "🎉", "{", "€", "’", "x" * 30, "", " ", "é", "=cmd", "ni"]
    people = [
        make_lead(first_name="".join(rng.choices(syllables, k=rng.randrange(6)))[:80], mobile_phone=next_mobile())
        for _ in range(400)
    ]
    text = "Hello <%=FirstName|friend%>! " + "Our doors are open, come and see. " * 4
    campaign = make_campaign(*people)
    found = preflight(campaign, text, sender=ready.sender)

    build(started(ready, campaign, text=text).pk)

    rows = Sms.objects.values_list("segments", "encoding")
    assert Counter(segments for segments, _ in rows) == found.histogram
    assert Counter(encoding for _, encoding in rows) == found.encodings
    assert sum(segments for segments, _ in rows) == found.messages
    assert len(found.histogram) > 1 and len(found.encodings) == 2
