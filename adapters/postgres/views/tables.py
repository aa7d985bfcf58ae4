"""Tables made from row models: a column for each field, the projection's version in the name.

Views need no migrations: another version is another table, filled from the log.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, LiteralString, get_args, get_origin

from psycopg import sql
from psycopg.types.json import Jsonb
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from projections.projection import Projection, Row

_TYPES: dict[Any, LiteralString] = {
    str: "text",
    int: "bigint",
    bool: "boolean",
    date: "date",
    datetime: "timestamptz",
}


def _column_type(annotation: Any) -> LiteralString:  # noqa: ANN401 -- an annotation can be anything
    if get_origin(annotation) is UnionType:
        (annotation,) = (each for each in get_args(annotation) if each is not NoneType)
    if get_origin(annotation) is None and isinstance(annotation, type):
        return _TYPES.get(annotation, "jsonb")
    values = get_args(annotation)
    return "text" if values and all(isinstance(each, str) for each in values) else "jsonb"


@cache
def columns(kind: type[Row]) -> dict[str, LiteralString]:
    """Return the columns of a row model and their types."""
    return {name: _column_type(field.annotation) for name, field in kind.model_fields.items()}


def table(projection: Projection, kind: type[Row]) -> sql.Identifier:
    """Return the qualified name of the table for these rows."""
    return sql.Identifier("views", projection.table(kind))


def creation(projection: Projection, kind: type[Row]) -> list[sql.Composed]:
    """Return the statements that make a table and its indexes where they are not."""
    parts = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(of)) for name, of in columns(kind).items()]
    key = sql.SQL(", ").join(map(sql.Identifier, kind.key))
    statements = [
        sql.SQL("CREATE TABLE IF NOT EXISTS {} ({}, PRIMARY KEY ({}))").format(
            table(projection, kind), sql.SQL(", ").join(parts), key
        )
    ]
    for fields in (("scb_code",), *kind.indexed):
        name = sql.Identifier("_".join((projection.table(kind), *fields, "idx")))
        statements.append(
            sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} ({})").format(
                name, table(projection, kind), sql.SQL(", ").join(map(sql.Identifier, fields))
            )
        )
    return statements


def values(row: Row) -> list[Any]:
    """Return the row's fields as the table takes them."""
    return [
        Jsonb(_plain(getattr(row, name))) if of == "jsonb" else _scalar(getattr(row, name))
        for name, of in columns(type(row)).items()
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 -- JSON
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return to_jsonable_python(value)


def _scalar(value: Any) -> Any:  # noqa: ANN401 -- what psycopg adapts
    return str(value) if isinstance(value, str) else value
