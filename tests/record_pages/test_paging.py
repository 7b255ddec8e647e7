"""Paging by key."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import Lead
from record_pages.paging import COUNT_CAP, Count, Order, page_of
from tests.factories import make_lead

BY_NAME = Order(("last_name", "first_name", "pk"))
NAMES = [
    ("Ann", "Abel"),
    ("Bob", "Abel"),
    ("Bob", "Abel"),
    ("Cid", "Baker"),
    ("", "Baker"),
    ("Dan", "Cook"),
    ("Eve", "Cook"),
]


@pytest.fixture
def leads(db: None) -> list[Lead]:
    return [make_lead(first_name=first, last_name=last) for first, last in NAMES]


@pytest.mark.parametrize("columns", [("pk",), ("last_name", "first_name", "pk")])
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_forth_and_back_show_each_row_once(
    leads: list[Lead], columns: tuple[str, ...], is_descending: bool
) -> None:
    order = Order(columns, is_descending=is_descending)
    expected = list(Lead.objects.order_by(*order.names()))
    pages = [page_of(Lead.objects.all(), order=order, size=3)]
    while (after := pages[-1].after) is not None:
        pages.append(page_of(Lead.objects.all(), order=order, after=str(after), size=3))
    assert [row for page in pages for row in page.rows] == expected
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = page_of(Lead.objects.all(), order=order, before=str(back.before), size=3)
        assert back.rows == page.rows
    assert back.before is None


def test_a_row_that_is_gone_leads_to_the_first_page(leads: list[Lead]) -> None:
    page = page_of(Lead.objects.all(), order=BY_NAME, after="999999", size=3)
    assert page == page_of(Lead.objects.all(), order=BY_NAME, size=3)


@pytest.mark.parametrize("nonsense", ["abc", "-1", "1.5", "9" * 40, "\0"])
def test_a_meddled_place_leads_to_the_first_page(leads: list[Lead], nonsense: str) -> None:
    assert page_of(Lead.objects.all(), order=BY_NAME, after=nonsense, size=3).before is None


def test_nothing_lies_before_the_first_row(leads: list[Lead]) -> None:
    first = page_of(Lead.objects.all(), order=BY_NAME, size=3)
    assert page_of(Lead.objects.all(), order=BY_NAME, before=str(first.rows[0].pk), size=3) == first


@pytest.mark.parametrize("direction", ["after", "before"])
def test_the_index_on_names_is_walked_from_the_edge(leads: list[Lead], direction: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        page_of(Lead.objects.all(), order=BY_NAME, **{direction: str(leads[3].pk)})
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads a table this small row by row, unless it must not
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {queries[-1]['sql']}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert "lead_by_name" in plan
    assert ("Index Cond" if connection.vendor == "postgresql" else "SEARCH") in plan
    assert not re.search("sort|temp b-tree", plan, re.IGNORECASE)


def test_counting_stops_at_the_cap() -> None:
    assert str(Count(COUNT_CAP)) == "2,000"
    assert str(Count(COUNT_CAP + 1)) == "2,000+"


def test_a_list_page_links_to_its_neighbours(agents_browser: Client) -> None:
    for _lead in range(51):
        make_lead()
    first = agents_browser.get("/leads/")
    newest = Lead.objects.first()
    assert newest is not None
    assert "51 items" in first.text
    assert f"?after={newest.pk - 49}" in first.text
    second = agents_browser.get(f"/leads/?after={newest.pk - 49}")
    assert second.text.count('scope="row"') == 1
    assert "Previous" in second.text
