"""The statement for a question to a view, for the live rows and for those of any earlier position alike.

The statements are in sql/rows.sql; what is put together here is a question's conditions, of which there may be any
number (docs/decisions/0019-named-queries.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from psycopg import sql

from adapters.postgres.views.tables import columns, names, statement_on
from projections.engine.projection import Projection
from projections.engine.views import Query


def selection(
    projection: Projection, query: Query, as_of: int | None, place: str = "", *, counting: bool = False
) -> tuple[sql.Composed, dict[str, object]]:
    """Return a statement and its parameters; ``place`` is empty for the rows that people read.

    ``counting``: how many rows there are is asked, not what they say.
    """
    parameters: dict[str, object] = {"limit": query.limit, "as_of": as_of}
    conditions = sql.Composed([])
    for form, column, value in _conditions(query):
        parameter = f"value_{len(parameters)}"
        parameters[parameter] = value
        conditions += sql.SQL(form).format(sql.Identifier(column), sql.Placeholder(parameter))
    if query.before:
        placed = {f"before_{number}": value for number, value in enumerate(query.before)}
        parameters |= placed
        conditions += sql.SQL(" AND ({}) < ({})").format(
            names(query.order), sql.SQL(", ").join(map(sql.Placeholder, placed))
        )
    statement = statement_on(
        ("count_live" if as_of is None else "count_past")
        if counting
        else ("select_live" if as_of is None else "select_past"),
        projection,
        query.kind,
        place,
        columns=names(list(columns(query.kind))),
        conditions=conditions,
        order=sql.SQL(", ").join(
            sql.SQL("{} DESC" if query.descending else "{} ASC").format(sql.Identifier(name)) for name in query.order
        ),
    )
    return statement, parameters


def _conditions(query: Query) -> Iterator[tuple[LiteralString, str, object]]:
    """Yield the form of each condition, its column and its value."""
    for column, value in query.equals:
        yield " AND {} = {}", column, value
    for column, value in query.at_least:
        yield " AND {} >= {}", column, value
    for column, value in query.at_most:
        yield " AND {} <= {}", column, value
    for column, prefix in query.starts_with:
        yield " AND starts_with({}, {})", column, prefix
    for column, members in query.among:
        yield " AND {} = ANY({})", column, list(members)
