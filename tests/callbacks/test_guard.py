"""Who comes in at the callback: strangers are slowed down, Mitto never is."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from callbacks.guard import MOST_TRIES, client_address, forget_strangers
from callbacks.models import RawEvent, Stranger
from configuration.models import Configuration
from configuration.models.callback_rules import check_networks
from tests.factories import make_setup, make_sms

pytestmark = pytest.mark.django_db

REPORT = {"msgid": "m-1", "status": "DELIVERED"}


def post(token: str = "", **extra: str) -> int:
    token = token or Configuration.current().callback_token
    return Client().post(f"/callbacks/mitto/{token}/", REPORT, content_type="application/json", **extra).status_code


def use_up_tries(**extra: str) -> None:
    for _ in range(MOST_TRIES):
        assert post("wrong", **extra) == 404


def test_a_wrong_token_is_not_found_and_leaves_no_event() -> None:
    answers = [Client().post(f"/callbacks/mitto/{token}/", REPORT) for token in ("x", "y" * 43, "z" * 500)]
    assert {(each.status_code, each.content) for each in answers} == {(404, b"")}
    assert not RawEvent.objects.exists()


def test_guessing_is_slowed_down_and_told_when_to_come_back() -> None:
    use_up_tries()
    answer = Client().get("/callbacks/mitto/wrong/")
    assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (429, "60", b"")


def test_the_right_token_is_never_slowed_down() -> None:
    use_up_tries()
    assert post("wrong") == 429
    assert {post() for _ in range(MOST_TRIES * 2)} == {200}


def test_another_address_has_tries_of_its_own() -> None:
    use_up_tries()
    assert post("wrong", REMOTE_ADDR="198.51.100.7") == 404


def test_a_household_of_ipv6_addresses_is_one_stranger() -> None:
    use_up_tries(REMOTE_ADDR="2001:db8::1")
    assert post("wrong", REMOTE_ADDR="2001:db8::ffff:2") == 429
    assert post("wrong", REMOTE_ADDR="2001:db8:0:1::1") == 404


def test_a_minute_later_a_stranger_may_try_again() -> None:
    use_up_tries()
    Stranger.objects.update(since=timezone.now() - timedelta(seconds=61))
    assert post("wrong") == 404
    assert Stranger.objects.get().tries == 1


def test_strangers_are_forgotten_after_a_day() -> None:
    post("wrong")
    assert forget_strangers() == 0
    Stranger.objects.update(since=timezone.now() - timedelta(days=1, seconds=1))
    assert forget_strangers() == 1


@pytest.mark.parametrize(
    ("forwarded", "proxies", "found"),
    [
        ("", 0, "192.0.2.1"),
        ("203.0.113.9", 0, "192.0.2.1"),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("10.1.1.1, 203.0.113.9", 1, "203.0.113.9"),
        ("10.1.1.1, 203.0.113.9, 192.0.2.8", 2, "203.0.113.9"),
        ("", 1, "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(forwarded: str, proxies: int, found: str) -> None:
    assert client_address(remote="192.0.2.1", forwarded=forwarded, proxies=proxies) == found


def test_only_listed_networks_come_in() -> None:
    make_setup(callback_networks="203.0.113.0/24\n2001:db8::1")
    assert post(REMOTE_ADDR="203.0.113.77") == 200
    assert post(REMOTE_ADDR="2001:db8::1") == 200
    assert post(REMOTE_ADDR="192.0.2.1") == 404
    assert post(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.77") == 404
    assert post(REMOTE_ADDR="") == 404


def test_a_secret_in_the_header_is_asked_for_once_setup_has_one() -> None:
    make_setup(callback_secret="open sesame")
    assert post(HTTP_X_CALLBACK_SECRET="open sesame") == 200
    assert post(HTTP_X_CALLBACK_SECRET="open sesam") == 404
    assert post() == 404


def test_a_locked_out_caller_changes_nothing_and_uses_up_no_tries() -> None:
    sms = make_sms(status="sent", gateway_id="m-1", gateway_key="m1")
    make_setup(callback_secret="open sesame")
    post()
    sms.refresh_from_db()
    assert sms.status == "sent"
    assert not RawEvent.objects.exists() and not Stranger.objects.exists()


@pytest.mark.parametrize("text", ["203.0.113.7\nMitto", "203.0.113.7/24"])
def test_a_network_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Exception, match="is not an address or a network"):
        check_networks(text)


def test_a_token_that_was_replaced_twice_works_until_its_own_time_is_over() -> None:
    setup = make_setup()
    first = setup.callback_token
    setup.replace_callback_token()
    second = setup.callback_token
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        setup.replace_callback_token()
        assert [post(token) for token in (first, second, setup.callback_token)] == [200, 200, 200]
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert [post(token) for token in (first, second)] == [404, 200]
    setup.replace_callback_token(revoke_now=True)
    assert [post(token) for token in (first, second)] == [404, 404]


def test_a_token_replaced_before_each_had_a_time_of_its_own_works_on() -> None:
    make_setup(previous_callback_token="old-style", previous_token_until=timezone.now() + timedelta(days=1))
    assert post("old-style") == 200
    make_setup(previous_token_until=timezone.now() - timedelta(seconds=1))
    assert post("old-style") == 404


def test_the_previous_token_works_until_its_time_is_over() -> None:
    setup = make_setup()
    old = setup.callback_token
    setup.replace_callback_token()
    assert post(old) == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert post(old) == 404
        assert post() == 200
