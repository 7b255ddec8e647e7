"""CSV that is safe in a spreadsheet and comes back as it was."""

import csv
import io

import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st

from crm.csv_format import MAX_ROWS, SafeCsv, Unreadable, make_plain, make_safe

RISKY = "=+-@\t\r\0"
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text("'=+-@\t\r\n a")


@pytest.mark.parametrize("cell", ["=1+1", "+447700900123", "-5", "@SUM(A1)", "\tx", "\rx", "\0x"])
def test_a_cell_that_a_spreadsheet_would_run_gets_a_quote(cell: str) -> None:
    assert make_safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ann", "O'Neil", "'quoted'", " =1", "1-2"])
def test_any_other_stays_as_it_is(cell: str) -> None:
    assert make_safe(cell) == cell == make_plain(cell)


@given(CELLS)
def test_no_cell_leaves_risky_and_each_comes_back_as_it_was(cell: str) -> None:
    assert not make_safe(cell).startswith(tuple(RISKY))
    assert make_plain(make_safe(cell)) == cell


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2).filter(any), min_size=1))
def test_a_whole_file_comes_back_as_it_was(rows: list[list[str]]) -> None:
    content = SafeCsv().export_data(tablib.Dataset(*rows, headers=["first_name", "last_name"]))
    assert list(SafeCsv().create_dataset(content)) == [tuple(row) for row in rows]


def test_every_cell_is_quoted() -> None:
    content = SafeCsv().export_data(tablib.Dataset(["Ann", "+44"], headers=["name", "phone"])).decode()
    assert content == '"name","phone"\r\n"Ann","\'+44"\r\n'
    assert next(csv.reader(io.StringIO(content))) == ["name", "phone"]


def test_columns_may_be_named_as_salesforce_names_them() -> None:
    dataset = SafeCsv().create_dataset("\ufeffFirst Name,SMS opt-out\r\nAnn,true\r\n".encode())
    assert dataset.headers == ["first_name", "sms_opt_out"]


def test_missing_cells_at_the_end_are_empty_and_empty_rows_are_none() -> None:
    assert list(SafeCsv().create_dataset(b"a,b,c\n1\n\n,,\n1,2,3\n")) == [("1", "", ""), ("1", "2", "3")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no rows below its first one"),
        (b"name\n", "no rows below its first one"),
        (b"a,b\n1,2,3\n", "Row 2 has more cells"),
        ("name\nJosé\n".encode("latin-1"), "not UTF-8 text"),
        (b"PK\x03\x04\x14\x00\x08\xff", "not UTF-8 text"),
        (b'name\n"unclosed\n', "not a CSV file"),
        (b"name\n" + b"x\n" * (MAX_ROWS + 1), "more than 100,000 rows"),
    ],
    ids=["empty", "headers only", "wide row", "latin-1", "xlsx renamed", "unclosed quote", "too long"],
)
def test_a_file_that_is_none_is_explained(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        SafeCsv().create_dataset(content)
