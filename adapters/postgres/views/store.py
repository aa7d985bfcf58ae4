"""Keeping rows: read through a cache, changed in memory, written at a batch's end, with the position."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.rows import dict_row
from pydantic import ValidationError

from adapters.postgres.pool import Pool
from adapters.postgres.views.live import LiveRows
from adapters.postgres.views.origin import check_origin
from adapters.postgres.views.selection import selection
from adapters.postgres.views.tables import columns, creation, indexes, live_key, names, table
from adapters.postgres.views.tracking import TRACKING, Tracked, move, park, parked, tracked
from adapters.postgres.views.writing import write
from projections.projection import Parked, Projection, Query, Row, Unstorable, Version, Whole, Work
from projections.versions import Versions

_CREATION_LOCK = 7_036_801
_AT_ONCE = 500


class PostgresViews:
    """Views in the schema ``views`` of the log's own database; ``place`` is empty for those that people read."""

    def __init__(self, pool: Pool, place: str = "") -> None:
        self._pool = pool
        self._place = place
        self._live: dict[str, LiveRows] = {}

    def prepare(self, projections: Iterable[Projection], *, checked: bool = True) -> None:
        """Make the tables that are not there; several processes may do so at once.

        Raises AnotherLog when the rows come of another log than this one, unless nobody wants it checked.
        """
        wanted = list(projections)
        with self._pool.connection() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_CREATION_LOCK])
            connection.execute(TRACKING)
            for projection in wanted:
                make(connection, projection)
            if checked:
                check_origin(connection, wanted)

    def position(self, projection: Projection) -> int:
        """Return how far the projection has read."""
        with self._pool.single() as connection:
            found = tracked(connection, projection, self._place)
        return found.position if found else 0

    def advance(
        self, projection: Projection, after: int, position: int, work: Work, *, event_id: str | None = None
    ) -> bool:
        """Let ``work`` change rows, then move the position from ``after``: all or nothing."""
        with self._pool.connection() as connection:
            now = tracked(connection, projection, self._place, locking=True)
            if now is None or now.position != after:
                return False
            live = self._rows_at(connection, projection, now)
            with storing():
                rows = Versions(projection.kinds, live, after, live.parked)
                work(rows)
                write(connection, projection, rows, self._place)
                park(connection, projection, rows.newly_parked, self._place)
            move(connection, projection, position, event_id, self._place)
        live.committed(rows, position)
        self._live[projection.name] = live
        return True

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answer the query, as they are or as they were at a position."""
        with self._pool.single() as connection, connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(*selection(projection, query, as_of))
            return [query.kind.model_validate(found) for found in cursor]

    @contextmanager
    def whole(self, projection: Projection, scb_code: str | None = None) -> Iterator[Whole]:
        """Yield all rows that are or were, of one municipality where one is named; few of them are held at once."""
        with self._pool.connection() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            connection.execute("SET LOCAL statement_timeout = 0")
            now = tracked(connection, projection)
            count = sum(_count(connection, projection, kind, scb_code) for kind in projection.kinds)
            with closing(_versions(connection, projection, scb_code)) as versions:
                yield Whole(now.position if now else 0, count, versions, parked(connection, projection))

    def parked(self, projection: Projection) -> list[Parked]:
        """Return the events that the projection has set aside, in the log's order."""
        with self._pool.single() as connection:
            return parked(connection, projection)

    def positions(self, projections: Iterable[Projection]) -> dict[str, int]:
        """Return how far each projection has read."""
        with self._pool.single() as connection:
            found = connection.execute("SELECT projection, version, position FROM views.tracking").fetchall()
        known = {(name, version): position for name, version, position in found}
        return {each.name: known.get((each.name, each.version), 0) for each in projections}

    def check(self, projection: Projection) -> None:
        """Check that the projection's last event is still in the log. Raises AnotherLog."""
        with self._pool.connection() as connection:
            check_origin(connection, [projection])

    def _rows_at(self, connection: Connection[Any], projection: Projection, now: Tracked) -> LiveRows:
        """Return the rows known from the last batch, or none where someone else has worked since then.

        They are known again once this batch is kept.
        """
        live = self._live.pop(projection.name, None)
        if live is None or not live.is_of(projection, now):
            live = LiveRows(projection, now, self._place)
        live.connection = connection
        return live


def make(connection: Connection[Any], projection: Projection) -> None:
    """Make a projection's tables where they are not."""
    for kind in projection.kinds:
        name = table(projection, kind).as_string(connection)
        if connection.execute("SELECT to_regclass(%s)", [name]).fetchone() == (None,):
            for statement in (creation(projection, kind), live_key(projection, kind), *indexes(projection, kind)):
                connection.execute(statement)
    connection.execute(
        "INSERT INTO views.tracking (projection, version) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [projection.name, projection.version],
    )


@contextmanager
def storing() -> Iterator[None]:
    """Raise Unstorable for what no column takes."""
    try:
        yield
    except (psycopg.DataError, UnicodeEncodeError, psycopg.errors.ProgramLimitExceeded) as error:
        raise Unstorable from error


def _count(connection: Connection[Any], projection: Projection, kind: type[Row], scb_code: str | None) -> int:
    counting = sql.SQL("SELECT count(*) FROM {}").format(_stored(projection, kind))
    found = connection.execute(counting, _of(scb_code)).fetchone()
    return int(found[0]) if found else 0


def _versions(connection: Connection[Any], projection: Projection, scb_code: str | None) -> Generator[Version]:
    for kind in projection.kinds:
        with connection.cursor(name="versions", row_factory=dict_row) as cursor:
            cursor.itersize = _AT_ONCE
            fields = [*columns(kind), "valid_from", "valid_to"]
            cursor.execute(sql.SQL("SELECT {} FROM {}").format(names(fields), _stored(projection, kind)), _of(scb_code))
            for found in cursor:
                valid_from, valid_to = found.pop("valid_from"), found.pop("valid_to")
                yield Version(_as_found(kind, found), valid_from, valid_to)


def _as_found(kind: type[Row], found: dict[str, Any]) -> Row:
    """Return a row, also one that could never have been put: whoever looks for such rows must not stumble over them."""
    try:
        return kind.model_validate(found)
    except ValidationError:
        return kind.model_construct(**found)


def _stored(projection: Projection, kind: type[Row]) -> sql.Composed:
    return sql.SQL("{} WHERE %(scb_code)s::text IS NULL OR scb_code = %(scb_code)s").format(table(projection, kind))


def _of(scb_code: str | None) -> dict[str, str | None]:
    return {"scb_code": scb_code}
