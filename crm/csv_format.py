"""CSV that spreadsheets cannot run: a cell that looks like a formula gets a quote in front and loses it again."""

import csv
import io
import re
from typing import Any

import tablib  # type: ignore[import-untyped]
from import_export.formats.base_formats import CSV

MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 100_000

# Quotes already in front count too, or a cell that truly starts with '= would come back without its quote.
_RISKY = re.compile(r"'*[=+\-@\t\r\0]")
_MADE_SAFE = re.compile(r"''*[=+\-@\t\r\0]")


class Unreadable(ValueError):
    """A file that is no table of ours; the message tells the person what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


def make_safe(cell: str) -> str:
    return f"'{cell}" if _RISKY.match(cell) else cell


def make_plain(cell: str) -> str:
    return cell[1:] if _MADE_SAFE.match(cell) else cell


class SafeCsv(CSV):
    """Read and written as bytes: text mode would change line ends inside cells."""

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def export_data(self, dataset: Any, **options: Any) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(dataset.headers)
        writer.writerows([make_safe(str(cell)) for cell in row] for row in dataset)
        return out.getvalue().encode()

    def create_dataset(self, in_stream: bytes, **options: Any) -> Any:
        headers, *rows = _read(in_stream)
        width = len(headers)
        if wrong := next((number for number, row in enumerate(rows, 2) if len(row) > width), None):
            raise Unreadable(f"Row {wrong} has more cells than there are columns.")
        cells = [[make_plain(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        return tablib.Dataset(*cells, headers=[_column(header) for header in headers])


def _read(content: bytes) -> list[list[str]]:
    """The rows that are not empty; the first one names the columns."""
    try:
        # PostgreSQL stores no NUL, and nobody typed one.
        text = content.decode("utf-8-sig").replace("\0", "")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [row for row in reader if any(row)]
    except UnicodeDecodeError:
        raise Unreadable("The file is not UTF-8 text. Save it as “CSV UTF-8” and try again.") from None
    except csv.Error:
        raise Unreadable("The file is not a CSV file. Save it as “CSV UTF-8” and try again.") from None
    if len(rows) < 2:
        raise Unreadable("The file has no rows below its first one, which names the columns.")
    if len(rows) - 1 > MAX_ROWS:
        raise Unreadable(f"The file has more than {MAX_ROWS:,} rows. Split it.")
    return rows


def _column(header: str) -> str:
    """ "Mobile Phone", as Salesforce exports it, is our mobile_phone."""
    return re.sub(r"[\s-]+", "_", make_plain(header).strip().lower())
