"""Keeping rows: read through a cache for one batch, written at its end, with the position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString, cast

from psycopg import Connection, sql
from psycopg.rows import dict_row

from adapters.postgres.pool import Pool
from adapters.postgres.views.tables import columns, creation, table, values
from projections.projection import Projection, Query, R, Row, Work

_CREATION_LOCK = 7_036_801
_TRACKING = """
CREATE SCHEMA IF NOT EXISTS views;
CREATE TABLE IF NOT EXISTS views.tracking (
    projection text NOT NULL, version integer NOT NULL, position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (projection, version)
)
"""

Key = tuple[type[Row], tuple[Any, ...]]


class PostgresViews:
    """Views in the schema ``views`` of the log's own database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def prepare(self, projections: Iterable[Projection]) -> None:
        """Make the tables that are not there; several processes may do so at once."""
        with self._pool.connection() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_CREATION_LOCK])
            connection.execute(_TRACKING)
            for projection in projections:
                for kind in projection.kinds:
                    for statement in creation(projection, kind):
                        connection.execute(statement)
                connection.execute(
                    "INSERT INTO views.tracking (projection, version) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                    [projection.name, projection.version],
                )

    def position(self, projection: Projection) -> int:
        """Return how far the projection has read."""
        with self._pool.connection() as connection:
            found = connection.execute(
                "SELECT position FROM views.tracking WHERE projection = %s AND version = %s",
                [projection.name, projection.version],
            ).fetchone()
        return found[0] if found else 0

    def advance(self, projection: Projection, after: int, position: int, work: Work) -> bool:
        """Let ``work`` change rows, then move the position from ``after``: all or nothing."""
        with self._pool.connection() as connection:
            found = connection.execute(
                "SELECT position FROM views.tracking WHERE projection = %s AND version = %s FOR UPDATE",
                [projection.name, projection.version],
            ).fetchone()
            if found is None or found[0] != after:
                return False
            rows = _Batch(connection, projection)
            work(rows)
            rows.flush()
            connection.execute(
                "UPDATE views.tracking SET position = %s WHERE projection = %s AND version = %s",
                [position, projection.name, projection.version],
            )
        return True

    def select(self, projection: Projection, query: Query) -> Sequence[Row]:
        """Return the rows that answer the query."""
        with self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(*_selection(projection, query))
            return [query.kind.model_validate(found) for found in cursor]


def _selection(projection: Projection, query: Query) -> tuple[sql.Composed, list[Any]]:
    signs: tuple[tuple[LiteralString, Any], ...] = (
        ("=", query.equals),
        (">=", query.at_least),
        ("<=", query.at_most),
    )
    conditions: list[sql.Composable] = [sql.SQL("true")]
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
    statement = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {} {} LIMIT %s").format(
        sql.SQL(", ").join(map(sql.Identifier, columns(query.kind))),
        table(projection, query.kind),
        sql.SQL(" AND ").join(conditions),
        sql.Identifier(query.order),
        sql.SQL("DESC" if query.descending else "ASC"),
    )
    return statement, [*parameters, query.limit]


class _Batch:
    """The rows of one batch: each read once and written once."""

    def __init__(self, connection: Connection[Any], projection: Projection) -> None:
        self._connection = connection
        self._projection = projection
        self._rows: dict[Key, Row | None] = {}
        self._changed: dict[Key, None] = {}

    def get(self, kind: type[R], *key: object) -> R | None:
        """Return the row with that key."""
        at: Key = (kind, key)
        if at not in self._rows:
            self._rows[at] = self._read(kind, key)
        return cast("R | None", self._rows[at])

    def put(self, row: Row) -> None:
        """Put a row, in place of one with the same key."""
        at: Key = (type(row), tuple(getattr(row, name) for name in row.key))
        self._rows[at] = row
        self._changed[at] = None

    def delete(self, kind: type[R], *key: object) -> None:
        """Take a row away, if it is there."""
        self._rows[kind, key] = None
        self._changed[kind, key] = None

    def forget(self, scb_code: str) -> None:
        """Take all of a municipality's rows away."""
        self.flush()
        for kind in self._projection.kinds:
            self._connection.execute(
                sql.SQL("DELETE FROM {} WHERE scb_code = %s").format(table(self._projection, kind)),
                [scb_code],
            )
        self._rows.clear()

    def flush(self) -> None:
        """Write what changed."""
        for kind in self._projection.kinds:
            changed = [at for at in self._changed if at[0] is kind]
            puts = [row for at in changed if (row := self._rows[at]) is not None]
            deletes = [at[1] for at in changed if self._rows[at] is None]
            with self._connection.cursor() as cursor:
                if deletes:
                    cursor.executemany(self._deletion(kind), deletes)
                if puts:
                    cursor.executemany(self._upsert(kind), [values(row) for row in puts])
        self._changed.clear()

    def _read(self, kind: type[Row], key: tuple[object, ...]) -> Row | None:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(
                sql.SQL(", ").join(map(sql.Identifier, columns(kind))),
                table(self._projection, kind),
                _key_condition(kind),
            )
            found = cursor.execute(statement, key).fetchone()
        return kind.model_validate(found) if found else None

    def _deletion(self, kind: type[Row]) -> sql.Composed:
        return sql.SQL("DELETE FROM {} WHERE {}").format(table(self._projection, kind), _key_condition(kind))

    def _upsert(self, kind: type[Row]) -> sql.Composed:
        names = list(columns(kind))
        changes = [sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in names if name not in kind.key]
        return sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}").format(
            table(self._projection, kind),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join([sql.Placeholder()] * len(names)),
            sql.SQL(", ").join(map(sql.Identifier, kind.key)),
            sql.SQL(", ").join(changes),
        )


def _key_condition(kind: type[Row]) -> sql.Composed:
    return sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in kind.key)
