"""UPDATE … RETURNING for a queryset: which rows did a conditional update win?"""

from typing import Any

from django.db import connections, models
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
