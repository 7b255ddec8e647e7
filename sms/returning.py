"""Statements that answer what they did: which rows a conditional update won, whether a row was new."""

import json
import uuid
from functools import cached_property
from typing import Any

from django.db import connection, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constants import OnConflict
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler


def update_returning(queryset: "models.QuerySet[Any]", **values: Any) -> list[int]:
    """Update the rows of a queryset and return the primary keys of those that were, in one statement.

    Django's own `update` only counts. Both PostgreSQL and SQLite (3.35) can answer in the same breath, which makes the
    condition and the answer one thing: a row that is not returned was not changed.
    """
    sql, params = _compile(queryset, values)
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _compile(queryset: "models.QuerySet[Any]", values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    query: UpdateQuery = queryset.query.chain(UpdateQuery)  # type: ignore[assignment]
    query.add_update_values(values)
    compiler = query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    sql, params = compiler.as_sql()
    key = queryset.model._meta.pk
    assert key is not None
    return sql and f"{sql} RETURNING {connection.ops.quote_name(key.column)}", params


class Blank(models.Expression):
    """In a `Statement`, the place of a value that each run brings."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", (self,)


class IsAmong(models.Func):
    """Whether a column has one of the values that a run brings as a list."""

    output_field = models.BooleanField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(")

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: Any
    ) -> tuple[str, Any]:
        template = "%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" IN (SELECT value FROM json_each(")


class Statement:
    """A conditional update as `update_returning`, for the engine's everyday.

    Django puts it together once and PostgreSQL plans it once: for a long one that took half of its time.
    """

    def __init__(self, queryset: "models.QuerySet[Any]", **values: Any) -> None:
        self.queryset, self.values = queryset, values

    @cached_property
    def compiled(self) -> tuple[str, tuple[Any, ...]]:
        return _compile(self.queryset, self.values)

    def run(self, **blanks: Any) -> list[int]:
        """Fill in the blanks and return the primary keys of the rows that were updated."""
        sql, params = self.compiled
        filled = [_adapted(blanks[param.name]) if isinstance(param, Blank) else param for param in params]
        with prepared_cursor() as cursor:
            cursor.execute(sql, filled)
            return [row[0] for row in cursor.fetchall()]


def prepared_cursor() -> Any:
    """A cursor whose statements PostgreSQL keeps prepared for this connection; elsewhere any cursor does."""
    database: Any = connection
    if database.vendor != "postgresql":
        return database.cursor()
    database.ensure_connection()
    # Django switches preparing off, because it makes no sense for statements that are run once.
    database.connection.prepare_threshold = 0
    return database._prepare_cursor(database.Database.Cursor(database.connection))


def many(keys: list[Any]) -> str:
    """Numbers or UUIDs as an array for PostgreSQL: the driver takes as long for a list as for all the rest."""
    return f"{{{','.join(map(str, keys))}}}"


def _adapted(value: Any) -> Any:
    """As the driver takes it: SQLite knows neither lists nor UUIDs."""
    if connection.vendor == "postgresql":
        return many(value) if isinstance(value, list) else value
    if isinstance(value, list):
        return json.dumps([_adapted(each) for each in value])
    return value.hex if isinstance(value, uuid.UUID) else value


def insert_if_new(row: models.Model) -> bool:
    """Insert a row unless a unique constraint says that it is there; whether it was new, in one statement.

    Django's own `bulk_create(ignore_conflicts=True)` does not tell.
    """
    model, key = type(row), row._meta.pk
    assert key is not None
    (inserted,) = model._base_manager._insert(  # type: ignore[attr-defined]
        [row],
        fields=[field for field in model._meta.local_concrete_fields if field is not key and not field.generated],
        using=router.db_for_write(model),
        returning_fields=[key],
        on_conflict=OnConflict.IGNORE,
    )
    if inserted is None:
        return False
    row.pk, row._state.adding = inserted[0], False
    return True
