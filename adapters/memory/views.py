"""Views in memory: the twin of those on PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from threading import RLock
from typing import Any

from projections.engine.log import Subscription
from projections.engine.projection import Projection
from projections.engine.rows import Parked, Row
from projections.engine.versions import Versions, key_of
from projections.engine.views import Query, Version, Whole, Work
from projections.registry import PROJECTIONS


class Table:
    """Every version of the rows of one kind, by key and by municipality."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[object, ...], list[Version]] = {}
        self._by_scope: defaultdict[str, list[list[Version]]] = defaultdict(list)

    def last(self, key: tuple[object, ...]) -> Version | None:
        """Return the last version of a row."""
        found = self._by_key.get(key)
        return found[-1] if found else None

    def of(self, scb_code: str | None) -> Iterator[Version]:
        """Yield the versions of one municipality's rows, of all where none is named, the first of each row first."""
        rows = self._by_key.values() if scb_code is None else self._by_scope.get(scb_code, ())
        return chain.from_iterable(rows)

    def begin(self, version: Version) -> None:
        """Put a version of a row after the one before."""
        key = key_of(version.row)
        if key not in self._by_key:
            self._by_key[key] = []
            self._by_scope[version.row.scb_code].append(self._by_key[key])
        self._by_key[key].append(version)

    def end(self, key: tuple[object, ...], position: int) -> None:
        """Let the last version of a row be of the time until a position."""
        versions = self._by_key[key]
        versions[-1] = replace(versions[-1], valid_to=position)


class MemoryViews:
    """Every version of every row, and positions, changed under one lock."""

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._positions: dict[tuple[str, int], int] = {}
        self._parked: dict[tuple[str, int], list[Parked]] = {}
        self._lock = RLock()

    def prepare(self, projections: Iterable[Projection]) -> None:
        """Make empty tables."""
        for projection in projections:
            for kind in projection.kinds:
                self._tables.setdefault(projection.table(kind), Table())

    def position(self, projection: Projection) -> int:
        """Return how far the projection has read."""
        return self._positions.get((projection.name, projection.version), 0)

    def positions(self, subscriptions: Iterable[Subscription]) -> dict[str, int]:
        """Return how far each has read."""
        return {each.name: self._positions.get((each.name, each.version), 0) for each in subscriptions}

    def advance(
        self,
        projection: Projection,
        after: int,
        position: int,
        work: Work,
        *,
        event_id: str | None = None,  # noqa: ARG002 -- memory has one log only
    ) -> bool:
        """Let ``work`` change rows, then move the position from ``after``: all or nothing."""
        with self._lock:
            if self.position(projection) != after:
                return False
            tables = {kind: self._tables[projection.table(kind)] for kind in projection.kinds}
            rows = Versions(projection.kinds, _Stored(tables), after, self.parked(projection))
            work(rows)
            for kind, key, end in rows.closed():
                tables[kind].end(key, end)
            for version in rows.opened():
                tables[type(version.row)].begin(version)
            self._parked.setdefault((projection.name, projection.version), []).extend(rows.newly_parked)
            self._positions[projection.name, projection.version] = position
        return True

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answer the query, as they are or as they were at a position."""
        with self._lock:
            scope = dict(query.equals).get("scb_code")
            versions = list(self._tables[projection.table(query.kind)].of(None if scope is None else str(scope)))
        rows = [each.row for each in versions if _is_valid(each, as_of) and _answers(each.row, query)]
        rows.sort(key=lambda row: _place(row, query), reverse=query.descending)
        return rows[: query.limit]

    def count(self, projection: Projection, query: Query, as_of: int | None = None) -> int:
        """Return how many rows answer the query, no more than its limit."""
        return len(self.select(projection, query, as_of))

    @contextmanager
    def whole(self, projection: Projection, scb_code: str | None = None) -> Iterator[Whole]:
        """Yield all rows that are or were, of one municipality where one is named."""
        with self._lock:
            tables = [self._tables[projection.table(kind)] for kind in projection.kinds]
            wanted = [each for table in tables for each in table.of(scb_code)]
            yield Whole(self.position(projection), len(wanted), wanted, self.parked(projection))

    def parked(self, projection: Projection) -> list[Parked]:
        """Return the events that the projection has set aside, in the log's order."""
        return list(self._parked.get((projection.name, projection.version), ()))

    def parked_by_any(self, projections: Sequence[Projection]) -> list[Parked]:
        """Return the events that some projections have set aside, in the log's order."""
        return sorted((found for each in projections for found in self.parked(each)), key=lambda found: found.position)


def empty_views() -> MemoryViews:
    """Return views of every projection that have read nothing."""
    views = MemoryViews()
    views.prepare(PROJECTIONS)
    return views


class _Stored:
    """The rows of a projection."""

    def __init__(self, tables: dict[type[Row], Table]) -> None:
        self._tables = tables

    def expect(self, kind: type[Row], scb_codes: Collection[str]) -> None:
        """All rows are at hand."""

    def one(self, kind: type[Row], key: tuple[object, ...]) -> Row | None:
        """Return the row with that key."""
        found = self._tables[kind].last(key)
        return found.row if found and found.valid_to is None else None

    def of(self, kind: type[Row], scb_code: str, as_of: int | None = None) -> Iterable[Row]:
        """Return a municipality's rows, as they are or as they were at a position."""
        return (each.row for each in self._tables[kind].of(scb_code) if _is_valid(each, as_of))


def _is_valid(version: Version, as_of: int | None) -> bool:
    if as_of is None:
        return version.valid_to is None
    return version.valid_from <= as_of and (version.valid_to is None or version.valid_to > as_of)


def _answers(row: Row, query: Query) -> bool:
    return (
        all(getattr(row, name) == value for name, value in query.equals)
        and all(_is_known(row, name) and getattr(row, name) >= value for name, value in query.at_least)
        and all(_is_known(row, name) and getattr(row, name) <= value for name, value in query.at_most)
        and all(getattr(row, name).startswith(prefix) for name, prefix in query.starts_with)
        and all(getattr(row, name) in members for name, members in query.among)
        and (not query.before or _place(row, query) < query.before)
    )


def _is_known(row: Row, name: str) -> bool:
    """Whether there is something to compare: nothing is neither more nor less than a value."""
    return getattr(row, name) is not None


def _place(row: Row, query: Query) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in query.order)
