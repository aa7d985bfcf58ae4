"""Rows as they are fetched: what says the same is made into a row once, since pages ask for the same ones again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.types.string import TextLoader
from pydantic_core import from_json

from adapters.postgres.views.tables import columns
from projections.engine.rows import Row

_KEPT = 40_000


def fetch_rows(
    connection: Connection[object],
    kind: type[Row],
    statement: bytes,
    parameters: dict[str, object],
    *,
    prepare: bool | None,
) -> Sequence[Row]:
    """Return the rows that a statement finds, each of all columns of its kind."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.adapters.register_loader("json", TextLoader)
        cursor.execute(statement, parameters, prepare=prepare)
        return [_row(kind, values) for values in cursor.fetchall()]


@lru_cache(maxsize=_KEPT)
def _row(kind: type[Row], values: tuple[object, ...]) -> Row:
    said = zip(columns(kind).items(), values, strict=True)
    return kind.model_validate(
        {name: from_json(value) if of == "json" and isinstance(value, str) else value for (name, of), value in said}
    )
