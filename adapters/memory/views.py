"""Views in memory: the twin of those on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import RLock
from typing import Any, cast

from projections.projection import Projection, Query, R, Row, Work

Table = dict[tuple[Any, ...], Row]


class MemoryViews:
    """Rows and positions in dictionaries, changed under one lock."""

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._positions: dict[tuple[str, int], int] = {}
        self._lock = RLock()

    def prepare(self, projections: Iterable[Projection]) -> None:
        """Make empty tables."""
        for projection in projections:
            for kind in projection.kinds:
                self._tables.setdefault(projection.table(kind), {})

    def position(self, projection: Projection) -> int:
        """Return how far the projection has read."""
        return self._positions.get((projection.name, projection.version), 0)

    def advance(self, projection: Projection, after: int, position: int, work: Work) -> bool:
        """Let ``work`` change rows, then move the position from ``after``: all or nothing."""
        with self._lock:
            if self.position(projection) != after:
                return False
            rows = _Batch({kind: dict(self._tables[projection.table(kind)]) for kind in projection.kinds})
            work(rows)
            for kind in projection.kinds:
                self._tables[projection.table(kind)] = rows.tables[kind]
            self._positions[projection.name, projection.version] = position
        return True

    def select(self, projection: Projection, query: Query) -> Sequence[Row]:
        """Return the rows that answer the query."""
        rows = [row for row in self._tables[projection.table(query.kind)].values() if _answers(row, query)]
        rows.sort(key=lambda row: getattr(row, query.order), reverse=query.descending)
        return rows[: query.limit]


def _answers(row: Row, query: Query) -> bool:
    return (
        all(getattr(row, name) == value for name, value in query.equals)
        and all(getattr(row, name) >= value for name, value in query.at_least)
        and all(getattr(row, name) <= value for name, value in query.at_most)
        and all(getattr(row, name).startswith(prefix) for name, prefix in query.starts_with)
        and all(getattr(row, name) in members for name, members in query.among)
    )


class _Batch:
    """The rows of one batch, on a copy."""

    def __init__(self, tables: dict[type[Row], Table]) -> None:
        self.tables = tables

    def get(self, kind: type[R], *key: object) -> R | None:
        """Return the row with that key."""
        return cast("R | None", self.tables[kind].get(key))

    def put(self, row: Row) -> None:
        """Put a row, in place of one with the same key."""
        self.tables[type(row)][tuple(getattr(row, name) for name in row.key)] = row

    def delete(self, kind: type[R], *key: object) -> None:
        """Take a row away, if it is there."""
        self.tables[kind].pop(key, None)

    def forget(self, scb_code: str) -> None:
        """Take all of a municipality's rows away."""
        for kind, table in self.tables.items():
            self.tables[kind] = {key: row for key, row in table.items() if row.scb_code != scb_code}
