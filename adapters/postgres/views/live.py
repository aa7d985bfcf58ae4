"""The live rows of a projection, known from batch to batch so that following the log need not read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from adapters.postgres.views.selection import selection
from adapters.postgres.views.tracking import Tracked, parked
from projections.engine.projection import Projection
from projections.engine.rows import Parked, Row
from projections.engine.versions import Versions, key_of
from projections.engine.views import EVERY_ROW, Query

_MOST_ROWS = 50_000

Rows = dict[tuple[Any, ...], Row]


class LiveRows:
    """A municipality's rows of a kind are read together, once; true while nobody else moves the position."""

    def __init__(self, projection: Projection, now: Tracked, place: str = "") -> None:
        self._place = place
        self.connection: Connection[Any] | None = None
        self._projection = projection
        self._position, self._generation, self._event_id = now.position, now.generation, now.event_id
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
        mine = (self._projection, self._position, self._generation, self._event_id)
        return mine == (projection, now.position, now.generation, now.event_id)

    def expect(self, kind: type[Row], scb_codes: Collection[str]) -> None:
        """Have the rows of these municipalities at hand, read all at once."""
        unknown = [each for each in scb_codes if (kind, each) not in self._known]
        if not unknown or kind.key[0] != "scb_code":
            return
        self._known |= {(kind, each): {} for each in unknown}
        for row in self._read(Query(kind, among=(("scb_code", tuple(unknown)),), limit=EVERY_ROW)):
            self._known[kind, row.scb_code][key_of(row)] = row

    def one(self, kind: type[Row], key: tuple[Any, ...]) -> Row | None:
        """Return the row with that key."""
        if kind.key[0] == "scb_code":
            scb_code = str(key[0])
            self.expect(kind, {scb_code})
            return self._known[kind, scb_code].get(key)
        found = self._read(Query(kind, equals=tuple(zip(kind.key, key, strict=True))))
        return found[0] if found else None

    def of(self, kind: type[Row], scb_code: str, as_of: int | None = None) -> Iterable[Row]:
        """Return a municipality's rows, as they are or as they were at a position."""
        if as_of is None and kind.key[0] == "scb_code":
            self.expect(kind, {scb_code})
            return self._known[kind, scb_code].values()
        return self._read(Query(kind, equals=(("scb_code", scb_code),), limit=EVERY_ROW), as_of)

    def committed(self, rows: Versions, position: int, event_id: str | None) -> None:
        """Take over what a batch made of the rows, and be those of its position from now on."""
        self.connection = None
        self._position, self._event_id = position, event_id
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

    def _read(self, question: Query, as_of: int | None = None) -> list[Row]:
        with self._open().cursor(row_factory=dict_row) as cursor:
            cursor.execute(*selection(self._projection, question, as_of, self._place))
            return [question.kind.model_validate(found) for found in cursor]

    def _open(self) -> Connection[Any]:
        if self.connection is None:
            raise RuntimeError("rows are read inside a batch")
        return self.connection
