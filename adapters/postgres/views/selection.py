"""The statement for a question to a view, for the live rows and for those of any earlier position alike."""

from __future__ import annotations

from typing import Any, LiteralString

from psycopg import sql

from adapters.postgres.views.tables import columns, names, table
from projections.engine.projection import Projection, Query

# The two halves of history each have their index: what has ended, and what still is.
_PAST = "valid_to IS NOT NULL AND int8range(valid_from, valid_to) @> %s::bigint"
_STILL = "valid_to IS NULL AND valid_from <= %s::bigint"


def selection(
    projection: Projection, query: Query, as_of: int | None, place: str = ""
) -> tuple[sql.Composed, list[Any]]:
    """Return a statement and its parameters; ``place`` is empty for the rows that people read."""
    of = table(projection, query.kind, place)
    if as_of is None:
        parts = [_part(of, query, "valid_to IS NULL", [])]
    else:
        parts = [_part(of, query, time, [as_of]) for time in (_STILL, _PAST)]
    union = sql.SQL(" UNION ALL ").join(sql.SQL("({})").format(statement) for statement, _ in parts)
    statement = sql.SQL("SELECT {} FROM ({}) AS found ORDER BY {} {} LIMIT %s").format(
        names(list(columns(query.kind))), union, sql.Identifier(query.order), _direction(query)
    )
    return statement, [*(value for _, values in parts for value in values), query.limit]


def _part(
    of: sql.Identifier, query: Query, time: LiteralString, positions: list[int]
) -> tuple[sql.Composed, list[Any]]:
    conditions, parameters = _conditions(query)
    statement = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {} {} LIMIT %s").format(
        names(list(columns(query.kind))),
        of,
        sql.SQL(" AND ").join([sql.SQL(time), *conditions]),
        sql.Identifier(query.order),
        _direction(query),
    )
    return statement, [*positions, *parameters, query.limit]


def _conditions(query: Query) -> tuple[list[sql.Composable], list[Any]]:
    signs: tuple[tuple[LiteralString, Any], ...] = (
        ("=", query.equals),
        (">=", query.at_least),
        ("<=", query.at_most),
    )
    conditions: list[sql.Composable] = []
    parameters: list[Any] = []
    for sign, pairs in signs:
        for name, value in pairs:
            conditions.append(sql.SQL("{} " + sign + " %s").format(sql.Identifier(name)))
            parameters.append(value)
    for name, prefix in query.starts_with:
        conditions.append(sql.SQL("starts_with({}, %s)").format(sql.Identifier(name)))
        parameters.append(prefix)
    for name, members in query.among:
        conditions.append(sql.SQL("{} = ANY(%s)").format(sql.Identifier(name)))
        parameters.append(list(members))
    return conditions, parameters


def _direction(query: Query) -> sql.SQL:
    return sql.SQL("DESC" if query.descending else "ASC")
