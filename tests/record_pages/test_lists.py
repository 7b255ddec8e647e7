"""The lists of leads, contacts and campaigns."""

from collections.abc import Callable

import pytest
from django.test import Client

from optout.records import opt_out_person
from record_pages.views.lists import ListPage
from tests.factories import make_campaign, make_contact, make_lead, make_user

MAKERS = {"/leads/": make_lead, "/contacts/": make_contact, "/campaigns/": make_campaign}


@pytest.mark.parametrize("url", MAKERS)
def test_an_empty_list_offers_to_make_the_first_one(agents_browser: Client, url: str) -> None:
    answer = agents_browser.get(url)
    assert "0 items" in answer.text
    assert f'href="{url}new/"' in answer.text


@pytest.mark.parametrize("url", MAKERS)
def test_a_list_says_how_it_is_sorted_and_filtered(agents_browser: Client, url: str) -> None:
    MAKERS[url]()
    text = " ".join(agents_browser.get(url).text.split())
    assert f"1 item · Sorted by Created · Filtered by all {url.strip('/')} · Updated" in text


@pytest.mark.parametrize("url", MAKERS)
def test_more_rows_need_no_more_queries(queries_of: Callable[[str], int], url: str) -> None:
    for _row in range(3):
        MAKERS[url](owner=make_user())
    few = queries_of(url)
    for _row in range(27):
        MAKERS[url](owner=make_user())
    assert queries_of(url) == few


def test_a_list_can_be_sorted_by_name_and_turned_round(agents_browser: Client) -> None:
    make_lead(last_name="Abel")
    make_lead(last_name="Zorn")
    rising = agents_browser.get("/leads/?sort=name").text
    falling = agents_browser.get("/leads/?sort=-name").text
    assert rising.index("Abel") < rising.index("Zorn")
    assert falling.index("Zorn") < falling.index("Abel")
    assert 'aria-sort="ascending"' in rising
    assert 'aria-sort="descending"' in falling


def test_a_list_cannot_be_sorted_by_what_no_index_covers(agents_browser: Client) -> None:
    assert "Sorted by Created" in agents_browser.get("/leads/?sort=description").text


def test_who_opted_out_is_marked(agents_browser: Client) -> None:
    opt_out_person(make_lead(), by=None)
    make_lead(last_name="Free")
    assert agents_browser.get("/leads/").text.count("Opted out") == 1


def test_words_are_searched_by_a_url_that_can_be_shared(agents_browser: Client) -> None:
    make_lead(last_name="Zorn", company="Acme")
    make_lead(last_name="Abel")
    answer = agents_browser.post("/leads/", {"q": "zor acme"})
    assert answer.headers["Location"] == "/leads/?q=zor+acme"
    found = agents_browser.get(answer.headers["Location"]).text
    assert "Zorn" in found
    assert "Abel" not in found
    assert "Filtered by “zor acme”" in found


@pytest.mark.parametrize(
    "typed",
    [
        *("07700 901234", "+44 7700 901234", "0044 7700 901234", "(07700) 901-234"),
        *("\u202a+44 7700 901234\u202c", "07700\u2011901\u2013234", "\ufeff07700\u00a0901234"),
    ],
)
def test_a_number_is_found_in_any_format_and_stays_out_of_urls(agents_browser: Client, typed: str) -> None:
    make_lead(last_name="Zorn", mobile_phone="+447700901234")
    make_lead(last_name="Abel")
    answer = agents_browser.post("/leads/", {"q": typed})
    assert answer.status_code == 200
    assert "Zorn" in answer.text
    assert "Abel" not in answer.text
    assert "q=" not in answer.text


@pytest.mark.parametrize("typed", ["tel +44 7700 901234", "Zorn 07700901234", "07700/901234, Zorn", "٠٧٧٠٠٩٠١٢٣٤ Zorn"])
def test_a_number_among_words_stays_out_of_urls_too(agents_browser: Client, typed: str) -> None:
    assert agents_browser.post("/leads/", {"q": typed}).status_code == 200
    assert agents_browser.post("/search/", {"q": typed}).status_code == 200


def test_a_name_is_searched_as_it_is_written(agents_browser: Client) -> None:
    for name in ("Smith\u2013Jones", "می\u200cخواهم"):
        make_lead(last_name=name)
        assert name in agents_browser.post("/leads/", {"q": name}, follow=True).text.split("<tbody")[1]


def test_a_number_is_found_in_the_national_format_of_its_own_country(agents_browser: Client) -> None:
    make_contact(last_name="Dupont", mobile_phone="06 12 34 56 78", country="FR")
    assert "Dupont" in agents_browser.post("/contacts/", {"q": "06 12 34 56 78"}).text


def test_the_pages_of_a_search_by_number_travel_in_a_form(agents_browser: Client) -> None:
    for _holder in range(51):
        make_lead(mobile_phone="+447700901234")
    answer = agents_browser.post("/leads/", {"q": "+447700901234"})
    newest = int(answer.text.split('formaction="?after=')[1].split('"')[0]) + 49
    assert f'href="/leads/{newest}/"' in answer.text
    second = agents_browser.post(f"/leads/?after={newest - 49}", {"q": "+447700901234"})
    assert second.text.count('scope="row"') == 1


def test_a_search_that_finds_nothing_says_so(agents_browser: Client) -> None:
    make_lead()
    assert "Nothing found" in agents_browser.get("/leads/?q=nobody").text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "🎉 Party", "الأحمد", 'O\'Hara & "Sons"'])
def test_any_name_is_shown_as_text(agents_browser: Client, name: str) -> None:
    lead = make_lead(first_name="", last_name=name)
    for url in ("/leads/", lead.get_absolute_url(), f"{lead.get_absolute_url()}edit/"):
        text = agents_browser.get(url).text
        assert "<script>alert" not in text
        assert name.split("<")[0] in text or "&" in text


def test_odd_searches_are_harmless(agents_browser: Client) -> None:
    make_lead()
    for term in ("\0", "%", "'; drop table crm_lead; --", "9" * 80, "(((((", "+", "é" * 80):
        assert agents_browser.post("/leads/", {"q": term}, follow=True).status_code == 200


def test_a_list_without_its_search_cannot_be_opened() -> None:
    class Unfinished(ListPage):
        pass

    with pytest.raises(TypeError, match="matching"):
        Unfinished()  # type: ignore[abstract]
