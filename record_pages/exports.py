"""CSV files of what a list shows, streamed in pages so that a million rows need no more memory than a hundred."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.utils import timezone

from crm.csv_format import make_safe

PAGE = 1000


class _Line:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def answer(name: str, labels: list[str], pages: Iterable[list[list[Any]]]) -> StreamingHttpResponse:
    """The file as an answer. Times are those of the page it was asked for on, though it is written later."""
    today, zone = timezone.localdate(), timezone.get_current_timezone()

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
        yield writer.writerow(labels)
        for page in pages:
            for row in page:
                yield writer.writerow([make_safe(_text(value, zone)) for value in row])

    headers = {"Content-Disposition": f'attachment; filename="{name.replace(" ", "-")}-{today}.csv"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def _text(value: Any, zone: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, User):
        return value.get_full_name() or value.get_username()
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
