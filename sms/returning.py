"""Statements that answer what they did: which rows a conditional update won, whether a row was new."""

from typing import Any

from django.db import connections, models, router
from django.db.models.constants import OnConflict
from django.db.models.sql import UpdateQuery


def update_returning(queryset: "models.QuerySet[Any]", **values: Any) -> list[int]:
    """Update the rows of a queryset and return the primary keys of those that were, in one statement.

    Django's own `update` only counts. Both PostgreSQL and SQLite (3.35) can answer in the same breath, which makes the
    condition and the answer one thing: a row that is not returned was not changed.
    """
    query: UpdateQuery = queryset.query.chain(UpdateQuery)  # type: ignore[assignment]
    query.add_update_values(values)
    compiler = query.get_compiler(using=queryset.db)
    compiler.pre_sql_setup()
    sql, params = compiler.as_sql()
    if not sql:
        return []
    key = queryset.model._meta.pk
    assert key is not None
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {connections[queryset.db].ops.quote_name(key.column)}", params)
        return [row[0] for row in cursor.fetchall()]


def insert_if_new(row: models.Model) -> bool:
    """Insert a row unless a unique constraint says that it is there; whether it was new, in one statement.

    Django's own `bulk_create(ignore_conflicts=True)` does not tell.
    """
    model, key = type(row), row._meta.pk
    assert key is not None
    (inserted,) = model._base_manager._insert(  # type: ignore[attr-defined]
        [row],
        fields=[field for field in model._meta.local_concrete_fields if field is not key],
        using=router.db_for_write(model),
        returning_fields=[key],
        on_conflict=OnConflict.IGNORE,
    )
    if inserted is None:
        return False
    row.pk, row._state.adding = inserted[0], False
    return True
