"""The unknown desk and the SMS page: settling by hand."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sms.models import Sms
from tests.conftest import Ready
from tests.factories import make_broadcast, make_sms


@pytest.fixture
def managers_browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def make_unknown(ready: Ready) -> Sms:
    return make_sms(status="unknown", originator=ready.sender.name)


def test_only_those_who_may_settle_are_offered_it(agents_browser: Client, ready: Ready, manager: User) -> None:
    url = make_unknown(ready).get_absolute_url()
    for page in (url, "/sms/?status=unknown"):
        agents_browser.logout()
        agents_browser.force_login(User.objects.get(username="agent"))
        assert "Send again" not in agents_browser.get(page).text
        agents_browser.force_login(manager)
        assert "Send again (may duplicate)" in agents_browser.get(page).text


def test_rows_are_ticked_at_the_unknown_desk_only(managers_browser: Client, ready: Ready) -> None:
    make_unknown(ready)
    assert 'name="chosen"' in managers_browser.get("/sms/?status=unknown").text
    assert 'name="chosen"' not in managers_browser.get("/sms/").text


def test_the_ticked_ones_are_marked_as_sent(managers_browser: Client, ready: Ready) -> None:
    first, second, other = (make_unknown(ready) for _sms in range(3))
    data = {"chosen": [first.pk, second.pk, "x"], "act": "sent", "reason": "Seen on the invoice", "desk": "yes"}
    answer = managers_browser.post("/sms/settle/", data, follow=True)
    assert answer.redirect_chain == [("/sms/?status=unknown", 302)]
    assert "2 SMS were marked as sent." in answer.text
    assert [row.record.pk for row in answer.context["rows"]] == [other.pk]


def test_one_is_sent_again_from_its_page_and_says_so(managers_browser: Client, ready: Ready) -> None:
    sms = make_unknown(ready)
    data = {"chosen": sms.pk, "act": "again", "reason": "Nothing arrived"}
    answer = managers_browser.post("/sms/settle/", data, follow=True)
    again = sms.resends.get()
    assert "1 SMS is sent again." in answer.text
    assert f'href="{again.get_absolute_url()}"' in answer.text
    assert f"already sent again as {again.number}" in managers_browser.post("/sms/settle/", data, follow=True).text
    assert sms.resends.count() == 1


def test_without_a_reason_nothing_is_settled(managers_browser: Client, ready: Ready) -> None:
    sms = make_unknown(ready)
    answer = managers_browser.post("/sms/settle/", {"chosen": sms.pk, "act": "sent", "reason": " "}, follow=True)
    assert "Say why" in answer.text
    sms.refresh_from_db()
    assert sms.status == "unknown"


def test_what_was_too_late_is_queued_again_from_its_page(agents_browser: Client, ready: Ready) -> None:
    sms = make_sms(status="skipped", skip_reason="too_late")
    assert "Queue again" in agents_browser.get(sms.get_absolute_url()).text
    answer = agents_browser.post(f"{sms.get_absolute_url()}queue-again/", follow=True)
    assert f"{sms.number} is queued again." in answer.text
    sms.refresh_from_db()
    assert sms.status == "queued"
    assert "Nothing was changed" in agents_browser.post(f"{sms.get_absolute_url()}queue-again/", follow=True).text


def test_queueing_again_is_not_offered_of_a_late_answer_to_a_stop(agents_browser: Client, ready: Ready) -> None:
    sms = make_sms(status="skipped", skip_reason="too_late", origin="confirmation")
    assert "Queue again" not in agents_browser.get(sms.get_absolute_url()).text
    answer = agents_browser.post(f"{sms.get_absolute_url()}queue-again/", follow=True)
    assert f"{sms.number} cannot be queued again. Nothing was changed." in answer.text


def test_an_sms_of_a_broadcast_is_queued_again_by_managers(agents_browser: Client, ready: Ready) -> None:
    sms = make_sms(status="skipped", skip_reason="too_late", broadcast=make_broadcast())
    assert agents_browser.post(f"{sms.get_absolute_url()}queue-again/").status_code == 403
