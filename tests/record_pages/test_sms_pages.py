"""The list of SMS, the page of one, and the parts that follow what becomes of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from configuration.models import PageLayout
from sms.models import Attempt, DeliveryUpdate, Sms
from sms.status import Status
from tests.factories import (
    make_broadcast,
    make_campaign,
    make_contact,
    make_inbound_sms,
    make_lead,
    make_sms,
    make_template,
    make_user,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


def make_update(sms: Sms, status: str, **changes: Any) -> DeliveryUpdate:
    return DeliveryUpdate.objects.create(**{"sms": sms, "status": status, "effect": "moved"} | changes)


def words(answer: Any) -> str:
    return " ".join(answer.text.split())


def test_the_list_has_the_columns_of_the_original(agents_browser: Client) -> None:
    lead, campaign = make_lead(), make_campaign()
    sms = make_sms(lead=lead, campaign=campaign, status="delivered", delivery_status="DELIVERED", sent_messages=3)
    page = agents_browser.get(reverse("sms-list")).text
    for label in (
        "SMS ID",
        "Number of sent messages",
        "To",
        "Delivery status",
        "Lead",
        "Contact",
        "Campaign",
        "Created",
    ):
        assert f'data-label="{label}"' in page
    for shown in (sms.number, ">3<", sms.recipient, "DELIVERED", "Bertha Boxer", "Movie campaign"):
        assert shown in page


def test_the_list_says_how_it_is_sorted_and_filtered(agents_browser: Client) -> None:
    make_sms()
    url = reverse("sms-list")
    assert "1 item · Sorted by SMS ID · Filtered by all SMS · Updated" in words(agents_browser.get(url))
    filtered = words(agents_browser.get(url, {"direction": "outbound", "status": "queued"}))
    assert "1 item · Sorted by SMS ID · Filtered by outbound · queued · Updated" in filtered


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "delivered"}, {"delivered"}),
        ({"direction": "inbound"}, {"received"}),
        ({"direction": "outbound"}, {"delivered", "queued"}),
        ({"direction": "inbound", "status": "delivered"}, set()),
        ({"status": "no such status"}, set()),
        ({"lead": "abc"}, set()),
    ],
)
def test_the_list_shows_what_fits_the_filter(agents_browser: Client, query: dict[str, str], expected: set[str]) -> None:
    made = {"delivered": make_sms(status="delivered"), "queued": make_sms(), "received": make_inbound_sms()}
    page = agents_browser.get(reverse("sms-list"), query).text
    assert {status for status, sms in made.items() if sms.number in page} == expected


@pytest.mark.parametrize(
    ("kind", "make"), [("lead", make_lead), ("contact", make_contact), ("campaign", make_campaign)]
)
def test_view_all_of_a_record_leads_to_its_sms(agents_browser: Client, kind: str, make: Any) -> None:
    record = make()
    for _sms in range(7):
        make_sms(**{kind: record})
    stranger = make_sms()
    url = f"{reverse('sms-list')}?{kind}={record.pk}"
    assert f'href="{url}"' in agents_browser.get(record.get_absolute_url()).text
    page = agents_browser.get(url)
    assert "7 items" in page.text
    assert f"of one {kind}" in page.text
    assert stranger.number not in page.text


def test_an_sms_is_found_by_its_id_and_by_any_number(agents_browser: Client) -> None:
    wanted, other = make_sms(recipient="+447700901234"), make_sms()
    for typed in (wanted.number, wanted.number.lower(), "07700 901234", "+44 7700 901234"):
        page = agents_browser.post(reverse("sms-list"), {"q": typed}, follow=True).text
        assert wanted.number in page
        assert other.number not in page


def test_the_list_is_paged(agents_browser: Client) -> None:
    made = [make_sms() for _sms in range(51)]
    first = agents_browser.get(reverse("sms-list")).text
    assert made[0].number not in first
    assert f"?after={made[1].pk}" in first
    second = agents_browser.get(reverse("sms-list"), {"after": made[1].pk}).text
    assert made[0].number in second
    assert made[1].number not in second


def test_more_rows_need_no_more_queries(
    agents_browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead = make_lead()

    def queries(url: str) -> int:
        agents_browser.get(url)  # makes what is made once, such as page layouts
        with django_assert_max_num_queries(99) as counted:
            agents_browser.get(url)
        return len(counted)

    def add(rows: int) -> None:
        for _row in range(rows):
            make_sms(lead=lead, campaign=make_campaign(), template=make_template(), status="delivered")
            make_sms(contact=make_contact())
            make_update(Sms.objects.filter(lead=lead)[0], f"S{_row}{rows}")

    urls = [reverse("sms-list"), lead.get_absolute_url(), reverse("related-sms", args=["lead", lead.pk])]
    add(3)
    few = [queries(url) for url in urls]
    add(27)
    assert [queries(url) for url in urls] == few


def test_an_empty_list_says_where_to_begin(agents_browser: Client) -> None:
    assert f'href="{reverse("leads")}"' in agents_browser.get(reverse("sms-list")).text
    assert "No SMS fits this filter" in agents_browser.get(reverse("sms-list"), {"status": "sent"}).text


def test_the_page_of_an_sms_has_every_field(agents_browser: Client) -> None:
    broadcast = make_broadcast(campaign=make_campaign())
    sms = make_sms(
        text="Grüße <b>an</b> alle",
        contact=make_contact(),
        campaign=broadcast.campaign,
        broadcast=broadcast,
        template=make_template(name="Greeting", related_object="campaign"),
        created_by=make_user(username="ben"),
        status="undelivered",
        delivery_status="UNDELIV",
        error="The phone was off (error code 27).",
        error_code="27",
        gateway_id="mitto-id-1",
        sent_messages=1,
        tries=2,
    )
    page = agents_browser.get(sms.get_absolute_url()).text
    for shown in (
        sms.number, sms.recipient, sms.originator, "Grüße &lt;b&gt;an&lt;/b&gt; alle", "Sean Forbes", "Movie campaign",
        str(broadcast), "Greeting", "ben", "Undelivered", "FAILED", "UNDELIV", "The phone was off (error code 27).",
        "mitto-id-1", sms.reference, "(regular) 20 / 160 [1]",
    ):  # fmt: skip
        assert shown in page


def test_an_opt_out_reply_shows_the_message_status_of_the_original(agents_browser: Client) -> None:
    assert "OPT-OUT" in agents_browser.get(make_inbound_sms(status="opt_out").get_absolute_url()).text


def test_delivery_updates_stand_in_the_order_they_came(agents_browser: Client) -> None:
    sms = make_sms(status="delivered")
    for status in ("BUFFERED", "SENT", "DELIVERED"):
        make_update(sms, status)
    page = agents_browser.get(sms.get_absolute_url()).text.rpartition("SMS Delivery updates")[2]
    assert page.index("BUFFERED") < page.index("SENT") < page.index("DELIVERED")


def test_a_page_layout_can_hide_the_delivery_updates(agents_browser: Client) -> None:
    PageLayout.objects.update_or_create(object="sms", defaults={"has_delivery_updates": False})
    assert "SMS Delivery updates" not in agents_browser.get(make_sms().get_absolute_url()).text


def test_attempts_that_went_wrong_are_told(agents_browser: Client) -> None:
    sms = make_sms()
    Attempt.objects.create(sms=sms, attempt_id="0" * 32, verdict="not_sent", error="Connection refused.")
    assert "Connection refused." in agents_browser.get(sms.get_absolute_url()).text


@pytest.mark.parametrize("status", Status.values)
def test_every_status_has_a_sentence_and_asks_for_news_until_it_ends(agents_browser: Client, status: str) -> None:
    sms = make_sms(status=status, skip_reason="too_late", error="A reason.")
    answer = agents_browser.get(reverse("sms-status", args=[sms.pk]), **HTMX).text
    assert "SMS" in answer.split("<p>")[1]
    assert ('hx-trigger="every 1s"' in answer) is not sms.has_ended


def test_an_sms_that_was_not_delivered_says_why(agents_browser: Client) -> None:
    sms = make_sms(status="undelivered", error="The phone was off.", sent_messages=2)
    answer = agents_browser.get(reverse("sms-status", args=[sms.pk]), **HTMX)
    assert "1 SMS (2 messages) sent to Mitto, but not delivered. The phone was off." in answer.text


def news_url(html: str) -> str:
    return html.split('hx-get="')[1].split('"')[0]


@pytest.mark.parametrize("page", ["sms", "sms-status"])
def test_news_come_once_and_silence_changes_nothing(agents_browser: Client, page: str) -> None:
    sms = make_sms()
    url = news_url(agents_browser.get(reverse(page, args=[sms.pk])).text)
    assert agents_browser.get(url, **HTMX).status_code == 204
    Sms.objects.update(status="delivered", delivery_status="DELIVERED")
    news = agents_browser.get(url, **HTMX)
    assert "DELIVERED" in news.text
    assert "<html" not in news.text
    assert "hx-trigger" not in news.text.split(">")[0]


def test_after_a_minute_news_are_asked_for_slowly(agents_browser: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as clock:
        sms = make_sms(status="sent")
        url = news_url(agents_browser.get(reverse("sms-status", args=[sms.pk])).text)
        clock.shift(timedelta(seconds=61))
        assert 'hx-trigger="every 10s"' in agents_browser.get(url, **HTMX).text


def test_the_sms_of_a_record_follow_by_themselves(agents_browser: Client) -> None:
    lead = make_lead()
    sms = make_sms(lead=lead)
    part = agents_browser.get(lead.get_absolute_url()).text.split('id="related-sms"')[1]
    assert "sms-changed from:body, opted-out from:body, every 2s" in part
    url = news_url(part)
    assert agents_browser.get(url, **HTMX).status_code == 204
    Sms.objects.update(status="delivered", delivery_status="DELIVERED")
    news = agents_browser.get(url, **HTMX).text
    assert sms.number in news
    assert "every 15s" in news


def test_an_opt_out_that_comes_in_is_told_to_the_panel(agents_browser: Client) -> None:
    lead = make_lead()
    url = news_url(agents_browser.get(lead.get_absolute_url()).text.split('id="related-sms"')[1])
    make_inbound_sms(lead=lead)
    assert "HX-Trigger" not in agents_browser.get(url, **HTMX).headers
    make_inbound_sms(lead=lead, status="opt_out")
    assert agents_browser.get(url, **HTMX).headers["HX-Trigger"] == '{"opted-out": {}}'


def test_who_may_see_sms(client: Client, agent: User, db: None) -> None:
    sms, lead = make_sms(), make_lead()
    urls = [
        reverse("sms-list"),
        sms.get_absolute_url(),
        reverse("sms-status", args=[sms.pk]),
        reverse("related-sms", args=["lead", lead.pk]),
    ]
    for url in urls:
        assert client.get(url).headers["Location"].startswith("/login/")
    client.force_login(make_user())
    assert [client.get(url).status_code for url in urls] == [403] * 4
    client.force_login(agent)
    assert [client.get(url).status_code for url in urls] == [200] * 4


def test_an_unknown_sms_is_not_found(agents_browser: Client) -> None:
    assert agents_browser.get(reverse("sms", args=[999_999])).status_code == 404
    assert agents_browser.get(reverse("related-sms", args=["user", 1])).status_code == 404


def test_a_part_that_asks_for_news_after_the_session_ended_reloads_the_page(client: Client, db: None) -> None:
    answer = client.get(reverse("sms-status", args=[make_sms().pk]), **HTMX)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")
