"""The live rows of a projection, known from batch to batch so that following the log need not read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import dict_row

from adapters.postgres.views.selection import selection
from adapters.postgres.views.tracking import Tracked, parked
from projections.projection import Parked, Projection, Query, Row
from projections.versions import Versions, key_of

_MOST_ROWS = 50_000
_ALL = 2**62

Rows = dict[tuple[Any, ...], Row]


class LiveRows:
    """A municipality's rows of a kind are read together, once; true while nobody else moves the position."""

    def __init__(self, projection: Projection, now: Tracked, place: str = "") -> None:
        self._place = place
        self.connection: Connection[Any] | None = None
        self._projection = projection
        self._position, self._generation = now.position, now.generation
        self._known: dict[tuple[type[Row], str], Rows] = {}
        self._parked: list[Parked] | None = None

    @property
    def parked(self) -> list[Parked]:
        """The events that are set aside."""
        if self._parked is None:
            self._parked = parked(self._open(), self._projection, self._place)
        return self._parked

    def is_of(self, projection: Projection, now: Tracked) -> bool:
        """Whether these are still the rows that belong to the position."""
        mine = (self._projection, self._position, self._generation)
        return mine == (projection, now.position, now.generation)

    def one(self, kind: type[Row], key: tuple[Any, ...]) -> Row | None:
        """Return the row with that key."""
        if kind.key[0] == "scb_code":
            return self._rows(kind, str(key[0])).get(key)
        found = self._read(kind, kind.key, key)
        return found[0] if found else None

    def of(self, kind: type[Row], scb_code: str, as_of: int | None = None) -> Iterable[Row]:
        """Return a municipality's rows, as they are or as they were at a position."""
        if as_of is None:
            return self._rows(kind, scb_code).values()
        question = Query(kind, equals=(("scb_code", scb_code),), limit=_ALL)
        return self._select(kind, *selection(self._projection, question, as_of, self._place))

    def committed(self, rows: Versions, position: int) -> None:
        """Take over what a batch made of the rows, and be those of its position from now on."""
        self.connection = None
        self._position = position
        self._parked = [*(self._parked or ()), *rows.newly_parked]
        for (kind, key), row in rows.live():
            known = self._known.get((kind, str(key[0]))) if kind.key[0] == "scb_code" else None
            if known is None:
                continue
            if row is None:
                known.pop(key, None)
            else:
                known[key] = row
        if sum(map(len, self._known.values())) > _MOST_ROWS:
            self._known.clear()

    def _rows(self, kind: type[Row], scb_code: str) -> Rows:
        found = self._known.get((kind, scb_code))
        if found is None:
            found = {key_of(row): row for row in self._read(kind, ("scb_code",), (scb_code,))}
            if kind.key[0] == "scb_code":
                self._known[kind, scb_code] = found
        return found

    def _read(self, kind: type[Row], fields: tuple[str, ...], wanted: tuple[Any, ...]) -> list[Row]:
        question = Query(kind, equals=tuple(zip(fields, wanted, strict=True)), limit=_ALL)
        return self._select(kind, *selection(self._projection, question, None, self._place))

    def _select(self, kind: type[Row], statement: sql.Composed, wanted: list[Any]) -> list[Row]:
        with self._open().cursor(row_factory=dict_row) as cursor:
            return [kind.model_validate(found) for found in cursor.execute(statement, wanted)]

    def _open(self) -> Connection[Any]:
        if self.connection is None:
            raise RuntimeError("rows are read inside a batch")
        return self.connection
