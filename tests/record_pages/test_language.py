"""The pages in German: chosen by a button, whole, and with every placeholder in its place."""

import re
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation.template import templatize

from tests.factories import make_lead

GERMAN = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES"
NOT_OURS = {".venv", "var", "tests", "docs", "benchmarks", "simulator"}
STRING = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
STRINGS = rf"{STRING}(?:\s*{STRING})*"
MARKED = re.compile(rf"\b(?:_|n?gettext(?:_lazy)?)\(\s*({STRINGS})(?:,\s*({STRINGS})\s*,)?")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|<[^>]+>")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (GERMAN / "django.po").open("rb") as file:
        return read_po(file, locale="de", domain="django")


def test_a_button_changes_the_language_and_comes_back(agents_browser: Client) -> None:
    answer = agents_browser.post("/language/", {"language": "de", "next": "/leads/"}, follow=True)
    assert answer.redirect_chain == [("/leads/", 302)]
    assert '<html lang="de">' in answer.text
    assert "Neuer Lead" in answer.text
    agents_browser.post("/language/", {"language": "en", "next": "/leads/"})
    assert "New lead" in agents_browser.get("/leads/").text


def test_the_way_back_leads_to_nobody_else(agents_browser: Client) -> None:
    answer = agents_browser.post("/language/", {"language": "de", "next": "https://example.com/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    "url", ["/", "/leads/", "/leads/new/", "/inbox/", "/templates/new/", "/sms/", "/views/sms/new/"]
)
def test_pages_are_in_german(agents_browser: Client, url: str) -> None:
    make_lead()
    agents_browser.cookies["django_language"] = "de"
    page = agents_browser.get(url).text
    assert "Zum Inhalt springen" in page
    assert "Skip to the page" not in page


def marked_texts() -> Iterator[tuple[str, ...]]:
    """Every text that the templates and modules of ours mark for translation."""
    folders = [each for each in Path(settings.BASE_DIR).iterdir() if each.is_dir() and each.name not in NOT_OURS]
    for folder in folders:
        for path in folder.rglob("*.html"):
            yield from found_in(templatize(path.read_text()))
        for path in folder.rglob("*.py"):
            yield from found_in(path.read_text())


def found_in(source: str) -> Iterator[tuple[str, ...]]:
    for singular, plural in MARKED.findall(source):
        yield tuple(literal_eval(f"({text})") for text in (singular, plural) if text)


def test_every_text_is_in_german_in_setup_too(catalogue: Catalog) -> None:
    german = {texts(message.id): texts(message.string) for message in catalogue if not message.fuzzy}
    assert [text for text in marked_texts() if not all(german.get(text) or [""])] == []


def test_setup_is_in_german(client: Client, admin: User) -> None:
    client.force_login(admin)
    client.cookies["django_language"] = "de"
    page = client.get("/admin/setup/").text
    for german in ("Standardabsender", "Noch kein Schlüssel.", "Aufgeben nach (Stunden)", "Wer bekommt User Access?"):
        assert german in page


def test_the_values_to_choose_from_are_in_german(agents_browser: Client) -> None:
    agents_browser.cookies["django_language"] = "de"
    page = agents_browser.get("/contacts/new/").text
    assert '<option value="Left the account">Hat die Firma verlassen</option>' in page


def test_a_german_text_has_the_placeholders_of_the_english_one(catalogue: Catalog) -> None:
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        pairs = zip(texts(message.id), texts(message.string), strict=True)
        wrong += [one for one, other in pairs if other and placeholders(one) != placeholders(other)]
    assert not wrong


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_what_is_served_is_what_was_written(catalogue: Catalog) -> None:
    with (GERMAN / "django.mo").open("rb") as file:
        served = {texts(message.id): texts(message.string) for message in read_mo(file) if message.id}
    written = {texts(message.id): texts(message.string) for message in catalogue if message.id}
    assert served == {english: german for english, german in written.items() if all(german)}


def texts(string: Any) -> tuple[str, ...]:
    """The singular and the plural, or the one text there is."""
    return (string,) if isinstance(string, str) else tuple(string)
