"""The pre-flight: seen, tried out and confirmed before anything is sent; nothing is sent twice."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from crm.models import Campaign, CampaignMember
from optout.records import opt_out_person
from sms.models import Broadcast, Sms
from tests.conftest import Ready
from tests.factories import make_campaign, make_lead, make_sender, make_setup, make_template

TEXT = "Dear <%=FirstName%>, we open on Friday."


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def campaign(ready: Ready) -> Campaign:
    opted_out = make_lead(first_name="Otto")
    opt_out_person(opted_out, by=None)
    return make_campaign(opted_out, make_lead(mobile_phone="", first_name="Nora"), members=3)


def value_in(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]


def written(browser: Client, campaign: Campaign, ready: Ready, **changes: Any) -> dict[str, Any]:
    """The form of the campaign's panel, filled in."""
    page = browser.get(campaign.get_absolute_url()).text
    return {"sender": ready.sender.pk, "text": TEXT, "form_token": value_in(page, "form_token")} | changes


def address(name: str, campaign: Campaign, **more: str) -> str:
    return reverse(name, kwargs={"kind": "campaign", "pk": campaign.pk, **more})


def check(browser: Client, campaign: Campaign, form: dict[str, Any]) -> str:
    return " ".join(browser.post(address("preflight", campaign), form).text.split())


def checked(browser: Client, campaign: Campaign, form: dict[str, Any]) -> dict[str, Any]:
    """The form with the figures that were shown."""
    return form | {"preflight_digest": value_in(check(browser, campaign, form), "preflight_digest")}


def confirm(browser: Client, campaign: Campaign, form: dict[str, Any]) -> Any:
    return browser.post(address("send-broadcast", campaign), form)


def test_it_counts_and_shows_but_queues_nothing(browser: Client, campaign: Campaign, ready: Ready) -> None:
    page = check(browser, campaign, written(browser, campaign, ready))
    assert "<strong>3</strong> of 5 members" in page
    assert "<strong>3</strong> people each get 1 message<" in page
    assert "No mobile number <strong>1</strong>" in page
    assert "Opted out <strong>1</strong>" in page
    assert "Dear Member 0, we open on Friday." in page
    assert not Broadcast.objects.exists()


def test_it_names_what_forces_unicode_and_replaces_it(browser: Client, campaign: Campaign, ready: Ready) -> None:
    form = written(browser, campaign, ready, text="We’re open")
    page = check(browser, campaign, form)
    assert "<strong>’</strong> forces Unicode on 3 texts" in page
    assert "<dt>Encoding</dt><dd>3 Unicode</dd>" in page
    assert value_in(check(browser, campaign, form | {"replace": "yes"}), "text") == "We&#x27;re open"


def test_it_tells_the_cost_where_there_is_a_price(browser: Client, campaign: Campaign, ready: Ready) -> None:
    make_setup(price_per_part="0.05", currency="EUR")
    assert "0.15 EUR" in check(browser, campaign, written(browser, campaign, ready))


def test_a_branded_sender_is_warned_about(browser: Client, campaign: Campaign, ready: Ready) -> None:
    branded = make_sender(type="branded", name="MITTO-SMS")
    page = check(browser, campaign, written(browser, campaign, ready, sender=branded.pk))
    assert "nobody can answer it, not even with STOP" in page


def test_going_back_loses_nothing(browser: Client, campaign: Campaign, ready: Ready) -> None:
    page = check(browser, campaign, written(browser, campaign, ready, text="Hello all", edit="yes"))
    assert "Hello all</textarea>" in page


def test_those_left_out_are_listed_with_the_way_to_mend_them(browser: Client, campaign: Campaign, ready: Ready) -> None:
    url = address("preflight-left-out", campaign, reason="no_number")
    form = written(browser, campaign, ready)
    for headers in ({}, {"HX-Request": "true"}):
        listed = browser.post(url, form, headers=headers).text
        assert "Nora Boxer" in listed
        assert "Otto Boxer" not in listed
        assert "/edit/" in listed
    assert "/opt-out/" in browser.post(url.replace("no_number", "opted_out"), form).text
    assert browser.post(url.replace("no_number", "bad_luck"), form).status_code == 404


def test_what_was_confirmed_starts_with_time_to_undo(browser: Client, campaign: Campaign, ready: Ready) -> None:
    form = checked(browser, campaign, written(browser, campaign, ready))
    answer = confirm(browser, campaign, form)
    broadcast = Broadcast.objects.get()
    assert answer.headers["Location"] == broadcast.get_absolute_url()
    assert broadcast.starts_at is not None
    assert 9 < (broadcast.starts_at - broadcast.created_at).total_seconds() < 12


def test_pressing_twice_or_going_back_never_sends_twice(browser: Client, campaign: Campaign, ready: Ready) -> None:
    form = checked(browser, campaign, written(browser, campaign, ready))
    assert confirm(browser, campaign, form).headers == confirm(browser, campaign, form).headers
    assert Broadcast.objects.count() == 1


def test_a_second_tab_is_asked_before_it_repeats(browser: Client, campaign: Campaign, ready: Ready) -> None:
    first, second = (checked(browser, campaign, written(browser, campaign, ready)) for _tab in range(2))
    confirm(browser, campaign, first)
    asked = confirm(browser, campaign, second).text
    assert "less than ten minutes ago" in asked
    assert Broadcast.objects.count() == 1
    answer = second | {name: value_in(asked, name) for name in ("form_token", "preflight_digest", "confirmed_again")}
    assert confirm(browser, campaign, answer).status_code == 302
    assert Broadcast.objects.count() == 2


def test_members_that_changed_meanwhile_are_told_and_asked_about(
    browser: Client, campaign: Campaign, ready: Ready
) -> None:
    form = checked(browser, campaign, written(browser, campaign, ready))
    CampaignMember.objects.create(campaign=campaign, lead=make_lead())
    asked = confirm(browser, campaign, form).text
    assert "6 members instead of 5" in asked
    assert not Broadcast.objects.exists()
    again = form | {name: value_in(asked, name) for name in ("form_token", "preflight_digest")}
    assert confirm(browser, campaign, again).status_code == 302


def test_without_figures_nothing_is_sent(browser: Client, campaign: Campaign, ready: Ready) -> None:
    assert "nothing was sent" in confirm(browser, campaign, written(browser, campaign, ready)).text
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize(("typed", "is_sent"), [("", False), ("2", False), ("all", False), ("3", True), (" 3. ", True)])
def test_above_the_threshold_the_number_is_typed(
    browser: Client, campaign: Campaign, ready: Ready, typed: str, is_sent: bool
) -> None:
    make_setup(confirm_number_above=2)
    answer = confirm(
        browser, campaign, checked(browser, campaign, written(browser, campaign, ready)) | {"typed_count": typed}
    )
    assert Broadcast.objects.exists() == is_sent
    assert is_sent or "Type that number to confirm" in answer.text


def test_a_schedule_holds_and_the_past_is_refused(browser: Client, campaign: Campaign, ready: Ready) -> None:
    form = written(browser, campaign, ready)
    assert "This time has passed." in check(browser, campaign, form | {"scheduled_at": "2020-01-01T10:00"})
    confirm(browser, campaign, checked(browser, campaign, form | {"scheduled_at": "2099-01-01T10:00"}))
    assert Broadcast.objects.get().status == "scheduled"


def test_a_trial_run_sends_to_a_few_first(browser: Client, campaign: Campaign, ready: Ready) -> None:
    confirm(browser, campaign, checked(browser, campaign, written(browser, campaign, ready)) | {"is_trial_first": "on"})
    assert Broadcast.objects.get().trial_size


@pytest.mark.parametrize("gone", ["sender", "template"])
def test_what_was_deleted_meanwhile_is_named_and_nothing_is_sent(
    browser: Client, campaign: Campaign, ready: Ready, gone: str
) -> None:
    make_sender()
    template = make_template(related_object="campaign", text=TEXT)
    form = checked(browser, campaign, written(browser, campaign, ready, template=template.pk))
    {"sender": ready.sender, "template": template}[gone].delete()
    answer = confirm(browser, campaign, form).text
    assert "no longer exists" in answer or "does not exist here any more" in answer
    assert TEXT.split("%&gt;")[-1].split(",")[-1] in answer
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize(
    ("people", "sentence"),
    [([], "This campaign has no members yet."), ([""], "Nobody in this campaign can be texted.")],
)
def test_where_nobody_can_be_texted_there_is_nothing_to_press(
    browser: Client, ready: Ready, people: list[str], sentence: str
) -> None:
    campaign = make_campaign(*[make_lead(mobile_phone=number) for number in people])
    page = check(browser, campaign, written(browser, campaign, ready))
    assert sentence in page
    assert address("send-broadcast", campaign) not in page
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize("text", ["", "Hi <%=Shoesize%>", "NUL \0", "x" * 1601])
def test_a_bad_text_goes_back_to_the_panel(browser: Client, campaign: Campaign, ready: Ready, text: str) -> None:
    form = written(browser, campaign, ready, text=text)
    for name in ("preflight", "send-broadcast", "preflight-test"):
        page = browser.post(address(name, campaign), form).text
        assert 'aria-invalid="true"' in page
    assert not Broadcast.objects.exists()


def test_a_test_goes_to_my_phone_alone_and_the_number_is_remembered(
    browser: Client, campaign: Campaign, ready: Ready
) -> None:
    url, form = (
        address("preflight-test", campaign),
        written(browser, campaign, ready),
    )
    assert "queued" in browser.post(url, form | {"test_to": "07700 900123"}, headers={"HX-Request": "true"}).text
    assert Sms.objects.get().is_test
    assert Sms.objects.get().recipient == "+447700900123"
    assert 'value="07700 900123"' in check(browser, campaign, form)
    assert "on its way to your phone" in browser.post(url, form | {"test_to": "07700 900123"}).text
    assert not Broadcast.objects.exists()


def test_a_test_to_no_number_says_so(browser: Client, campaign: Campaign, ready: Ready) -> None:
    url = address("preflight-test", campaign)
    form = written(browser, campaign, ready, test_to="nowhere")
    assert "is-bad" in browser.post(url, form, headers={"HX-Request": "true"}).text
    assert not Sms.objects.exists()
