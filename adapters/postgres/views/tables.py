"""Tables made from row models: a column for each field, the projection's version in the name.

Views need no migrations: another version is another table, filled from the log. Every row carries the positions from
which and until which it was so; the live rows are those without an end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, LiteralString, get_args, get_origin

from psycopg import sql
from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_json

from adapters.postgres.sql import QUERIES
from projections.engine.projection import Projection
from projections.engine.rows import Row
from projections.engine.views import Version

BESIDE = "_beside"
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
        return _TYPES.get(annotation, "json")
    values = get_args(annotation)
    return "text" if values and all(isinstance(each, str) for each in values) else "json"


@cache
def columns(kind: type[Row]) -> dict[str, LiteralString]:
    """Return the columns of a row model and their types."""
    return {name: _column_type(field.annotation) for name, field in kind.model_fields.items()}


def names(fields: Sequence[str]) -> sql.Composed:
    """Return column names for a statement."""
    return sql.SQL(", ").join(map(sql.Identifier, fields))


def table(projection: Projection, kind: type[Row], place: str = "") -> sql.Identifier:
    """Return the qualified name of the table for these rows; ``place`` is empty for the one that is read."""
    return sql.Identifier("views", projection.table(kind) + place)


def statement_on(
    name: str, projection: Projection, kind: type[Row], place: str = "", **parts: sql.Composable
) -> sql.Composed:
    """Return a named statement on the table for these rows, its other parts put in."""
    return sql.SQL(QUERIES[name]).format(table=table(projection, kind, place), **parts)


def creation(projection: Projection, kind: type[Row], place: str = "") -> sql.Composed:
    """Return the statements that make a table; the server names what belongs to it."""
    parts = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(of)) for name, of in columns(kind).items()]
    made = statement_on("create_table", projection, kind, place, columns=sql.SQL(", ").join(parts))
    documents = [sql.Identifier(name) for name, of in columns(kind).items() if of == "json"]
    stored = [statement_on("store_uncompressed", projection, kind, place, column=each) for each in documents]
    return sql.SQL("; ").join([made, *stored])


def live_key(projection: Projection, kind: type[Row], place: str = "") -> sql.Composed:
    """Return the statement for the index that finds live rows by key, and refuses a second one."""
    return statement_on("create_key", projection, kind, place, columns=names(kind.key))


def indexes(projection: Projection, kind: type[Row], place: str = "") -> list[sql.Composed]:
    """Return the statements for the other indexes: live rows by what is asked for, earlier ones by their time."""
    live = [
        statement_on("create_live_index", projection, kind, place, columns=names(fields))
        for fields in (("scb_code",), *kind.indexed)
        if kind.key[: len(fields)] != fields  # the unique index serves as well
    ]
    return [*live, statement_on("create_past_index", projection, kind, place), place_index(projection, kind, place)]


def place_index(projection: Projection, kind: type[Row], place: str = "") -> sql.Composed:
    """Return the statement for the index of a municipality's earlier rows."""
    return statement_on("create_place_index", projection, kind, place)


def values(version: Version) -> list[Any]:
    """Return a row's fields and its positions as COPY takes them."""
    fields, documents = _taking(type(version.row))
    found = [*fields(version.row), version.valid_from, version.valid_to]
    for index in documents:
        found[index] = _json(found[index])
    return found


@cache
def _taking(kind: type[Row]) -> tuple[Callable[[Row], tuple[Any, ...]], list[int]]:
    """Return what takes the fields out of a row, and which of them are kept as JSON."""
    return attrgetter(*columns(kind)), [index for index, of in enumerate(columns(kind).values()) if of == "json"]


def _json(value: object) -> str | None:
    return None if value is None else _writer(type(value))(value)  # type: ignore[arg-type] # classes have a hash


@cache
def _writer(kind: type[object]) -> Callable[[object], str]:
    """Return what makes a document; of a model or dataclass without the fields that have their defaults."""
    if issubclass(kind, BaseModel) or is_dataclass(kind):
        serializer = TypeAdapter(kind).serializer
        return lambda value: serializer.to_json(value, exclude_defaults=True).decode()
    return lambda value: to_json(value).decode()
