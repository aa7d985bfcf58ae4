"""Keeping rows: read through a cache, changed in memory, written at a batch's end, with the position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import psycopg
from psycopg import Connection

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.exchange import forget
from adapters.postgres.views.live import LiveRows
from adapters.postgres.views.origin import check_origin
from adapters.postgres.views.row_cache import fetch_rows
from adapters.postgres.views.selection import selection
from adapters.postgres.views.tables import creation, indexes, live_key, place_index, statement_on, table
from adapters.postgres.views.tracking import Tracked, make_tracking, move, park, parked, tracked
from adapters.postgres.views.whole import whole
from adapters.postgres.views.writing import FEW, write
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.log import Subscription
from projections.engine.projection import Projection
from projections.engine.rows import Parked, Row, RowsUnavailable, Unstorable
from projections.engine.versions import Versions
from projections.engine.views import Query, Whole, Work
from workflows.ports import StoreError


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
            connection.execute(QUERIES["lock_views_creation"])
            make_tracking(connection)
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
            with connection.pipeline():
                # Other views may be waiting for this one.
                connection.execute(QUERIES["wait_briefly_for_locks"])
                now = tracked(connection, projection, self._place, locking=True)
            if now is None or now.position != after:
                return False
            if not now.is_of_log:
                check_origin(connection, [projection])
            live = self._rows_at(connection, projection, now)
            with storing():
                rows = Versions(projection.kinds, live, after, live.parked)
                work(rows)
                with connection.pipeline() if len(rows) <= FEW else nullcontext():
                    write(connection, projection, rows, self._place)
                    park(connection, projection, rows.newly_parked, self._place)
                    move(connection, projection, position, event_id, self._place)
                    # What a crash takes with it, rows and position alike, is read from the log once more.
                    connection.execute(QUERIES["commit_asynchronously"])
                    connection.commit()
        live.committed(rows, position, event_id)
        self._live[projection.name] = live
        return True

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answer the query, as they are or as they were at a position."""
        with self._pool.single() as connection:
            return fetch_rows(
                connection, query.kind, *selection(projection, query, as_of), prepare=_prepared(query, as_of)
            )

    def count(self, projection: Projection, query: Query, as_of: int | None = None) -> int:
        """Return how many rows answer the query, no more than its limit."""
        with self._pool.single() as connection:
            found = connection.execute(
                *selection(projection, query, as_of, counting=True), prepare=_prepared(query, as_of)
            ).fetchone()
        return int(found[0]) if found else 0

    def whole(self, projection: Projection, scb_code: str | None = None) -> AbstractContextManager[Whole]:
        """Yield all rows that are or were, of one municipality where one is named; few of them are held at once."""
        return whole(self._pool, projection, scb_code)

    def parked(self, projection: Projection) -> list[Parked]:
        """Return the events that the projection has set aside, in the log's order."""
        with self._pool.single() as connection:
            return parked(connection, projection)

    def parked_by_any(self, projections: Sequence[Projection]) -> list[Parked]:
        """Return the events that some projections have set aside, in the log's order."""
        with self._pool.single() as connection:
            asked = [[each.name for each in projections], [each.version for each in projections]]
            return [Parked(*row) for row in connection.execute(QUERIES["parked_by_any"], asked)]

    def positions(self, subscriptions: Iterable[Subscription]) -> dict[str, int]:
        """Return how far each has read."""
        with self._pool.single() as connection:
            found = connection.execute(QUERIES["positions"]).fetchall()
        known = {(name, version): position for name, version, position in found}
        return {each.name: known.get((each.name, each.version), 0) for each in subscriptions}

    def stamp(self) -> tuple[str, str]:
        """Return what is another as soon as any row is another, and what is as soon as other tables are read."""
        with self._pool.single() as connection:
            found = connection.execute(QUERIES["row_stamp"]).fetchone()
        return (str(found[0]), str(found[1])) if found else ("", "")

    def stamp_of(self, scope_code: str, projections: Sequence[Projection]) -> str:
        """Return what is another as soon as one of these projections has another row of the scope."""
        with self._pool.single() as connection:
            names, versions = [each.name for each in projections], [each.version for each in projections]
            asked = {"scope": scope_code, "names": names, "versions": versions, "trail": AUDIT_TRAIL.name}
            found = connection.execute(_STAMP_OF_SCOPE, asked).fetchone()
        return str(found[0]) if found else ""

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


# Every event is an entry of the trail, or set aside there; an index finds a scope's last one.
_STAMP_OF_SCOPE = statement_on("row_stamp_of_scope", AUDIT_TRAIL, TrailRow).as_bytes()


def _prepared(query: Query, as_of: int | None) -> bool | None:
    """Return whether to prepare a statement: only where it asks for what is equal, now, which any plan serves.

    The server plans the past well for its position alone, and a range or a list for its own values: the plan for any,
    to which it changes after some of them, was eight times slower at a million events, and over a hundred times for
    the last decisions of many municipalities.
    """
    is_equal = not (query.among or query.at_least or query.at_most or query.starts_with or query.before)
    return None if as_of is None and is_equal else False


def make(connection: Connection[Any], projection: Projection) -> None:
    """Make a projection's tables where they are not; where one of them is gone, what is left of the others goes, too.

    It then begins anew: a position tells of rows that are there.
    """
    if not is_whole(connection, projection):
        forget(connection, projection)
        for kind in projection.kinds:
            connection.execute(statement_on("drop_table", projection, kind))
            for statement in (creation(projection, kind), live_key(projection, kind), *indexes(projection, kind)):
                connection.execute(statement)
    for kind in projection.kinds:
        if not _has_place_index(connection, projection, kind):
            connection.execute(place_index(projection, kind))
    connection.execute(QUERIES["begin_tracking"], [projection.name, projection.version])


def is_whole(connection: Connection[Any], projection: Projection) -> bool:
    """Whether all tables of a projection are there."""
    names = [table(projection, kind).as_string(connection) for kind in projection.kinds]
    return all(connection.execute(QUERIES["table_exists"], [each]).fetchone() == (True,) for each in names)


def _has_place_index(connection: Connection[Any], projection: Projection, kind: type[Row]) -> bool:
    name = table(projection, kind).as_string(connection)
    return connection.execute(QUERIES["place_index_exists"], [name]).fetchone() == (True,)


@contextmanager
def storing() -> Iterator[None]:
    """Raise Unstorable for what no column takes, and what the database said where it kept rows from being read.

    Rows that cannot be read for another reason stay RowsUnavailable: that is a bug, and does not pass.
    """
    try:
        yield
    except RowsUnavailable as error:
        if isinstance(error.__cause__, psycopg.OperationalError | psycopg.InterfaceError | StoreError):
            raise error.__cause__ from None
        raise
    except (psycopg.DataError, UnicodeEncodeError, psycopg.errors.ProgramLimitExceeded) as error:
        raise Unstorable from error
