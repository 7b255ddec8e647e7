"""Storing very many rows at once: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


def insert(rows: Iterable[Sequence[Any]], *, like: models.Model, columns: Sequence[str]) -> None:
    """Store a row for each of `rows`, which hold the values of `columns`; all else is as on the unsaved `like`.

    About ten times as fast as `bulk_create`: no model instance is made and no statement is put together per row.
    """
    shared: dict[str, Any] = {
        str(field.column): _prepared(field, getattr(like, field.attname))
        for field in like._meta.concrete_fields
        if field.attname not in columns and not field.primary_key and not field.generated
    }
    varying: list[Any] = [like._meta.get_field(name) for name in columns]
    names = [*(field.column for field in varying), *shared]
    _write(like._meta.db_table, names, _complete(rows, varying, tuple(shared.values())))


def _complete(
    rows: Iterable[Sequence[Any]], fields: Sequence[Any], shared: tuple[Any, ...]
) -> Iterable[tuple[Any, ...]]:
    # Only moments differ between what Django and what the driver takes, and most rows share theirs.
    moments = [place for place, field in enumerate(fields) if isinstance(field, models.DateTimeField)]
    prepared = lru_cache(lambda value: _prepared(models.DateTimeField(), value))
    for row in rows:
        values = list(row)
        for place in moments:
            values[place] = prepared(values[place])
        yield (*values, *shared)


def _prepared(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _write(table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            holes = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({holes})", rows)  # type: ignore[arg-type]
