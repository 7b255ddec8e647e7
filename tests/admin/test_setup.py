"""Setup's first tab: the key goes in and never comes out, and the rest is saved with sentences."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from configuration.models import AuditEntry, Configuration
from configuration.product_key import replace_product_key
from tests.factories import make_sender

FORM = {
    "new_key": "",
    "lead_mobile": "mobile_phone",
    "contact_mobile": "phone",
    "default_country": "DE",
    "time_zone": "Europe/Berlin",
    "rate_limit": "",
    "send_before_hours": "24",
    "retry_internal_errors": "on",
}
RULES = {
    "confirm_number_above": "100",
    "recently_texted_hours": "0",
    "missed_after_minutes": "30",
    "failed_limit": "50",
    "opted_out_limit": "10",
    "unreported_limit": "50",
    "trial_minutes": "10",
}


def save(browser: Client, **changes: Any) -> str:
    return browser.post("/admin/setup/", FORM | changes, follow=True).content.decode()


def save_rules(browser: Client, **changes: Any) -> str:
    return browser.post("/admin/setup/rules/", RULES | changes, follow=True).content.decode()


def test_it_saves_the_original_settings(boss_browser: Client) -> None:
    assert "Setup is saved." in save(boss_browser)
    setup = Configuration.current()
    assert (setup.contact_mobile, setup.default_country, setup.time_zone) == ("phone", "DE", "Europe/Berlin")


def test_a_key_is_stored_and_only_its_presence_is_told(boss_browser: Client) -> None:
    assert "No key yet." in boss_browser.get("/admin/setup/").content.decode()
    page = save(boss_browser, new_key=" CANARY ")
    assert Configuration.current().product_key == "CANARY"
    assert "A key is stored." in page and "CANARY" not in page


def test_it_asks_for_a_sender_until_there_is_one(boss_browser: Client) -> None:
    question = 'href="/admin/configuration/sender/add/"'
    assert question in boss_browser.get("/admin/setup/").text
    make_sender()
    assert question not in boss_browser.get("/admin/setup/").text


def test_an_empty_field_keeps_the_key(boss: User, boss_browser: Client) -> None:
    replace_product_key("CANARY", by=boss)
    save(boss_browser)
    assert Configuration.current().product_key == "CANARY"
    assert AuditEntry.objects.filter(what="key_changed").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new_key": "CAN ARY"}, "This has blanks, accents or more than 255 characters."),
        ({"new_key": "CANÁRY"}, "This has blanks, accents or more than 255 characters."),
        ({"new_key": "CANARY" * 50}, "This has blanks, accents or more than 255 characters."),
        ({"new_key": "CANARY", "default_country": "XX"}, "Select a valid choice"),
        ({"new_key": "CANARY", "time_zone": "Mars/Base"}, "This is not a time zone."),
        ({"new_key": "CANARY", "send_before_hours": "0"}, "greater than or equal to 1"),
        ({"new_key": "CANARY", "rate_limit": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_mistake_is_told_and_the_key_neither_kept_nor_echoed(
    boss_browser: Client, changes: dict[str, str], sentence: str
) -> None:
    page = save(boss_browser, **changes)
    assert sentence in page and changes["new_key"] not in page
    assert Configuration.current().product_key == ""


def test_the_header_of_the_callback_is_asked_for_until_it_is_forgotten(boss_browser: Client) -> None:
    page = save_rules(boss_browser, new_callback_secret="CANARY")
    assert "A secret is stored." in page and "CANARY" not in page
    save_rules(boss_browser)
    save(boss_browser)
    assert Configuration.current().callback_secret == "CANARY"
    save_rules(boss_browser, forget_callback_secret="on")
    assert Configuration.current().callback_secret == ""
    assert AuditEntry.objects.filter(what="token_replaced").count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"allowed_from": "09:00", "allowed_to": ""}, "Give both hours"),
        ({"allowed_from": "18:00", "allowed_to": "09:00"}, "Give both hours"),
        ({"failed_limit": "101"}, "less than or equal to 100"),
        ({"missed_after_minutes": "0"}, "greater than or equal to 1"),
        ({"callback_networks": "example.com"}, "is not an address or a network"),
        ({"help_answer": "x" * 460}, "at most 459 characters"),
    ],
)
def test_a_rule_that_cannot_hold_is_explained(boss_browser: Client, changes: dict[str, str], sentence: str) -> None:
    assert sentence in save_rules(boss_browser, **changes)


def test_rules_are_saved_and_leave_setup_alone(boss: User, boss_browser: Client) -> None:
    replace_product_key("CANARY", by=boss)
    save(boss_browser)
    page = save_rules(boss_browser, allowed_from="09:00", allowed_to="18:00", callback_networks="203.0.113.0/24")
    assert "Setup is saved." in page
    setup = Configuration.current()
    assert (setup.allowed_from.hour, setup.allowed_to.hour) == (9, 18)
    assert (setup.callback_networks, setup.time_zone) == ("203.0.113.0/24", "Europe/Berlin")
    assert setup.product_key == "CANARY"


def test_the_key_is_revealed_to_who_may_and_on_record(boss: User, boss_browser: Client) -> None:
    replace_product_key("CANARY", by=boss)
    answer = boss_browser.post("/admin/setup/product-key/")
    assert "CANARY" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEntry.objects.filter(what="key_revealed", by=boss).exists()


def test_revealing_needs_its_own_permission_and_a_post(boss: User, boss_browser: Client) -> None:
    replace_product_key("CANARY", by=boss)
    assert boss_browser.get("/admin/setup/product-key/").status_code == 405
    boss.groups.get().permissions.remove(*boss.groups.get().permissions.filter(codename="reveal_product_key"))
    assert boss_browser.post("/admin/setup/product-key/").status_code == 403
    assert "Reveal product key" not in boss_browser.get("/admin/setup/").content.decode()
    assert not AuditEntry.objects.filter(what="key_revealed").exists()


def test_the_first_visit_asks_who_gets_access_and_names_the_outside_host(
    boss_browser: Client, settings: Settings
) -> None:
    settings.MITTO_BASE_URL = "https://rest.mittoapi.com"
    page = boss_browser.get("/admin/setup/").content.decode()
    assert "Who gets User Access?" in page and "Approve rest.mittoapi.com" in page
    boss_browser.post("/admin/setup/approve-gateway/")
    boss_browser.post("/admin/setup/access/", {"choice": "admins"})
    page = boss_browser.get("/admin/setup/").content.decode()
    assert "Who gets User Access?" not in page and "Approve rest.mittoapi.com" not in page


def test_choosing_people_needs_people(boss_browser: Client) -> None:
    page = boss_browser.post("/admin/setup/access/", {"choice": "chosen"}).content.decode()
    assert "Choose at least one person" in page
    assert Configuration.current().user_access == ""


def test_the_history_of_setup_can_be_read(boss_browser: Client) -> None:
    save(boss_browser)
    page = boss_browser.get("/admin/configuration/configuration/1/history/").content.decode()
    assert "boss" in page and "Default country" in page


@pytest.mark.parametrize("url", ["/admin/configuration/configuration/", "/admin/configuration/configuration/1/change/"])
def test_the_one_row_has_one_page(boss_browser: Client, url: str) -> None:
    assert boss_browser.get(url).headers["Location"] == "/admin/setup/"


def test_a_new_key_brings_no_older_value_into_the_history(boss_browser: Client) -> None:
    save(boss_browser)
    save(boss_browser, new_key="CANARY", default_country="FR")
    countries = list(Configuration.history.order_by("-pk").values_list("default_country", flat=True)[:2])
    assert countries == ["FR", "FR"]
