"""The live rows of a projection, known from batch to batch so that following the log need not read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import dict_row

from adapters.postgres.views.tables import columns, names, table
from adapters.postgres.views.tracking import Tracked, parked
from projections.projection import Parked, Projection, Row
from projections.versions import Versions, key_of

_MOST_ROWS = 50_000

Rows = dict[tuple[Any, ...], Row]


class LiveRows:
    """A municipality's rows of a kind are read together, once; true while nobody else moves the position.

    ``complete``: there are no rows but those that come by here, so that an unknown municipality has none.
    """

    def __init__(self, projection: Projection, now: Tracked, place: str = "", *, complete: bool = False) -> None:
        self.place = place
        self.connection: Connection[Any] | None = None
        self._projection = projection
        self._position, self._generation = now.position, now.generation
        self._known: dict[tuple[type[Row], str], Rows] = {}
        self._parked: list[Parked] | None = None
        self._complete = complete

    @property
    def parked(self) -> list[Parked]:
        """The events that are set aside."""
        if self._parked is None:
            self._parked = parked(self._open(), self._projection, self.place)
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

    def of(self, kind: type[Row], scb_code: str) -> Iterable[Row]:
        """Return a municipality's rows."""
        return self._rows(kind, scb_code).values()

    def apply(self, rows: Versions) -> None:
        """Take over what a batch made of the rows."""
        for (kind, key), row in rows.live():
            known = self._known.get((kind, str(key[0]))) if kind.key[0] == "scb_code" else None
            if known is None:
                continue
            if row is None:
                known.pop(key, None)
            else:
                known[key] = row
        self._parked = [*self.parked, *rows.newly_parked]

    def committed(self, position: int) -> None:
        """Be the rows of this position from now on."""
        self.connection = None
        if sum(map(len, self._known.values())) > _MOST_ROWS:
            self._known.clear()
            self._complete = False
        self._position = position

    def clear(self) -> None:
        """Know nothing any more."""
        self._known.clear()
        self._parked = None
        self._complete = False
        self._position = -1

    def _rows(self, kind: type[Row], scb_code: str) -> Rows:
        found = self._known.get((kind, scb_code))
        if found is None:
            stored = [] if self._complete else self._read(kind, ("scb_code",), (scb_code,))
            found = {key_of(row): row for row in stored}
            if kind.key[0] == "scb_code":
                self._known[kind, scb_code] = found
        return found

    def _read(self, kind: type[Row], fields: tuple[str, ...], wanted: tuple[Any, ...]) -> list[Row]:
        condition = sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in fields)
        statement = sql.SQL("SELECT {} FROM {} WHERE valid_to IS NULL AND {}").format(
            names(list(columns(kind))), table(self._projection, kind, self.place), condition
        )
        with self._open().cursor(row_factory=dict_row) as cursor:
            return [kind.model_validate(found) for found in cursor.execute(statement, wanted)]

    def _open(self) -> Connection[Any]:
        if self.connection is None:
            raise RuntimeError("rows are read inside a batch")
        return self.connection
