"""The statement for a question to a view, for the live rows and for those of any earlier position alike.

The statements are in sql/rows.sql; what is put together here is a question's conditions, of which there may be any
number (docs/decisions/0019-named-queries.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import LiteralString

from psycopg import sql

from adapters.postgres.views.tables import columns, names, statement_on
from projections.engine.projection import Projection
from projections.engine.rows import Row
from projections.engine.views import Query


def selection(
    projection: Projection, query: Query, as_of: int | None, place: str = "", *, counting: bool = False
) -> tuple[bytes, dict[str, object]]:
    """Return a statement and its parameters; ``place`` is empty for the rows that people read.

    ``counting``: how many rows there are is asked, not what they say.
    """
    conditions = list(_conditions(query))
    parameters: dict[str, object] = {"limit": query.limit, "as_of": as_of}
    parameters |= {f"value_{number}": value for number, (*_, value) in enumerate(conditions)}
    parameters |= {f"before_{number}": value for number, value in enumerate(query.before)}
    forms = tuple((form, column) for form, column, _ in conditions)
    asked = projection, query.kind, place, forms, len(query.before), query.order
    return _statement(*asked, is_descending=query.descending, is_past=as_of is not None, counting=counting), parameters


# The same few questions are asked again and again; to put their statements together took a tenth of answering them.
@lru_cache(1000)
def _statement(
    projection: Projection,
    kind: type[Row],
    place: str,
    forms: tuple[tuple[LiteralString, str], ...],
    placed: int,
    order: tuple[str, ...],
    *,
    is_descending: bool,
    is_past: bool,
    counting: bool,
) -> bytes:
    conditions = sql.Composed(
        [
            sql.SQL(form).format(sql.Identifier(column), sql.Placeholder(f"value_{number}"))
            for number, (form, column) in enumerate(forms)
        ]
    )
    if placed:
        values = sql.SQL(", ").join(sql.Placeholder(f"before_{number}") for number in range(placed))
        conditions += sql.SQL(" AND ({}) < ({})").format(names(order), values)
    direction = sql.SQL("{} DESC" if is_descending else "{} ASC")
    return statement_on(
        ("count_past" if is_past else "count_live") if counting else ("select_past" if is_past else "select_live"),
        projection,
        kind,
        place,
        columns=names(list(columns(kind))),
        conditions=conditions,
        order=sql.SQL(", ").join(direction.format(sql.Identifier(each)) for each in order),
    ).as_bytes()


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
