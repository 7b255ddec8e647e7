"""Default Senders and Opt-Out Keywords, as the original lists them."""

import re

import pytest
from django.test import Client

from configuration.models import Sender
from optout.models import Keyword
from tests.factories import make_sender


def test_senders_are_numbered_and_named(boss_browser: Client) -> None:
    make_sender(type="branded", name="MITTO-SMS")
    make_sender(name="+447700900999")
    page = boss_browser.get("/admin/configuration/sender/").content.decode()
    assert "Add New Sender" in page and "Edit/Delete" in page
    assert re.findall(r'data-label="#">\s*(?:<a[^>]*>)?\s*(\d+)', page) == ["1", "2"]


@pytest.mark.parametrize(
    ("type", "name", "sentence"),
    [
        ("numeric", "+44", "A numeric sender is digits only"),
        ("numeric", "+4477009001234567", "at most 15 characters"),
        ("branded", "TWO WORDS", "no spaces"),
        ("branded", "TWELVECHARSX", "at most 11 characters"),
        ("branded", "123", "at least one of them a letter"),
    ],
)
def test_a_wrong_sender_is_explained(boss_browser: Client, type: str, name: str, sentence: str) -> None:
    page = boss_browser.post("/admin/configuration/sender/add/", {"type": type, "name": name}).content.decode()
    assert sentence in page
    assert not Sender.objects.exists()


def test_a_sender_is_added_changed_and_deleted(boss_browser: Client) -> None:
    boss_browser.post("/admin/configuration/sender/add/", {"type": "branded", "name": "MITTO"})
    sender = Sender.objects.get()
    boss_browser.post(f"/admin/configuration/sender/{sender.pk}/change/", {"type": "branded", "name": "MITTO-2"})
    assert Sender.objects.get().name == "MITTO-2"
    boss_browser.post(f"/admin/configuration/sender/{sender.pk}/delete/", {"post": "yes"})
    assert not Sender.objects.exists()


def test_the_forms_say_what_is_asked_for(boss_browser: Client) -> None:
    assert "at most 11 characters without spaces" in boss_browser.get("/admin/configuration/sender/add/").text
    assert "Not case sensitive." in boss_browser.get("/admin/optout/keyword/add/").text


def test_a_keyword_is_added_once_however_it_is_written(boss_browser: Client) -> None:
    boss_browser.post("/admin/optout/keyword/add/", {"value": "Genug  damit"})
    assert Keyword.objects.filter(value="Genug damit").exists()
    page = boss_browser.post("/admin/optout/keyword/add/", {"value": "GENUG-DAMIT"}).content.decode()
    assert "already covers this keyword" in page


def test_a_locked_keyword_says_why_it_stays(boss_browser: Client) -> None:
    stop = Keyword.objects.get(value="STOP")
    assert "Stays: US law makes this word an opt-out." in boss_browser.get("/admin/optout/keyword/").content.decode()
    assert boss_browser.post(f"/admin/optout/keyword/{stop.pk}/delete/", {"post": "yes"}).status_code == 403
    assert boss_browser.post(f"/admin/optout/keyword/{stop.pk}/change/", {"value": "GO"}).status_code == 403
    assert "47 CFR" in boss_browser.get(f"/admin/optout/keyword/{stop.pk}/change/").content.decode()


def test_deleting_several_spares_the_locked_ones(boss_browser: Client) -> None:
    chosen = list(Keyword.objects.values_list("pk", flat=True))
    boss_browser.post(
        "/admin/optout/keyword/", {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    )
    assert Keyword.objects.count() == len(chosen)
