"""Making a projection anew beside the one that is read, and putting it in its place in one transaction.

Readers go on with the old rows until the exchange; one that meets it waits for its few milliseconds, since a table's
name is looked up again once the lock is free. The place of a rebuild is a suffix, of its tables and its tracking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any

from psycopg import Connection, sql

from adapters.postgres.pool import Pool
from adapters.postgres.views.leading import lock_number
from adapters.postgres.views.live import LiveRows
from adapters.postgres.views.log import PostgresLog
from adapters.postgres.views.origin import note_origin
from adapters.postgres.views.store import step, storing
from adapters.postgres.views.tables import BESIDE, creation, indexes, live_key, table
from adapters.postgres.views.tracking import Tracked, tracked
from projections.projection import Entry, Log, Projection, Unstorable, Work
from projections.running import place, run, unstorable
from workflows.ports import Unavailable

Progress = Callable[[int], None]
Cancelled = Callable[[], bool]

_PAGE = 2000
_CLOSE = 500
_TRIES = 20


class RebuildCancelled(Exception):
    """Someone changed their mind; nothing is left of the rebuild."""


class RebuildUnderWay(Exception):
    """Another process is rebuilding the same projection."""


class Rebuild:
    """One rebuild of one projection or of several, which then share the reading of the log."""

    def __init__(self, pool: Pool, log: Log, *projections: Projection) -> None:
        self._log = log
        self._position = 0
        self._beside = [_Beside(pool, log, each) for each in projections]

    def run(self, progress: Progress = lambda _: None, cancelled: Cancelled = lambda: False) -> int:
        """Read the whole log into new tables and exchange them; return the position of the last exchange.

        Raises RebuildCancelled and RebuildUnderWay.
        """
        with ExitStack() as alone:
            for each in self._beside:
                alone.enter_context(each.alone())
            try:
                for each in self._beside:
                    each.begin()
                self._read(progress, cancelled)
                at = max(each.finish() for each in self._beside)
            except BaseException:
                for each in self._beside:
                    each.drop()
                raise
        progress(at)
        return at

    def _read(self, progress: Progress, cancelled: Cancelled) -> None:
        while True:
            if cancelled():
                raise RebuildCancelled
            entries = list(self._log.read(self._position, _PAGE))
            if entries:
                for each in self._beside:
                    each.write(entries)
                self._position = entries[-1].position
            progress(self._position)
            if len(entries) < _PAGE:
                return


class _Beside:
    """A projection's new tables."""

    def __init__(self, pool: Pool, log: Log, projection: Projection) -> None:
        self._pool = pool
        self._log = log
        self._projection = projection
        self._live = LiveRows(projection, Tracked(0, 0, None), BESIDE, complete=True)
        self._position = 0

    def finish(self) -> int:
        """Make the indexes, catch up, and take the place of the tables that are read; return the position."""
        self._index()
        self._catch_up()
        for left in reversed(range(_TRIES)):
            if self._exchange(last=not left):
                break
        return self._position

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one who rebuilds the projection. Raises RebuildUnderWay."""
        number = lock_number(self._projection.name + BESIDE)
        with self._pool.connection() as connection:
            connection.execute("SET idle_in_transaction_session_timeout = 0")
            found = connection.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", number).fetchone()
            if found != (True,):
                raise RebuildUnderWay(self._projection.name)
            yield
            connection.execute("RESET idle_in_transaction_session_timeout")

    def begin(self) -> None:
        """Make the tables, empty."""
        self.drop()
        with self._pool.connection() as connection:
            for kind in self._projection.kinds:
                connection.execute(creation(self._projection, kind, BESIDE))
                connection.execute(live_key(self._projection, kind, BESIDE))
            connection.execute("INSERT INTO views.tracking (projection, version) VALUES (%s, %s)", self._name(BESIDE))

    def _catch_up(self) -> None:
        while entries := list(self._log.read(self._position, _CLOSE)):
            self.write(entries)
            if len(entries) < _CLOSE:
                return

    def write(self, entries: list[Entry]) -> None:
        """Write a page; what cannot be kept is found by halving, as in following."""
        try:
            with self._pool.connection() as connection:
                self._step(connection, entries)
        except Unstorable:
            if len(entries) == 1:
                with self._pool.connection() as connection:
                    self._step(connection, entries, lambda batch: batch.park(unstorable(entries[0])))
                return
            half = len(entries) // 2
            self.write(entries[:half])
            self.write(entries[half:])

    def _step(self, connection: Connection[Any], entries: list[Entry], work: Work | None = None) -> None:
        to = Tracked(entries[-1].position, 0, place(entries[-1])[1])
        self._live.connection = connection
        with storing(self._live):
            step(
                connection,
                self._projection,
                self._live,
                to,
                work or (lambda batch: run(self._projection, entries, self._log, batch)),
            )
        self._live.committed(to.position)
        self._position = to.position

    def _index(self) -> None:
        with self._pool.connection() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            for kind in self._projection.kinds:
                for statement in indexes(self._projection, kind, BESIDE):
                    connection.execute(statement)
                connection.execute(sql.SQL("ANALYZE {}").format(table(self._projection, kind, BESIDE)))

    def _exchange(self, *, last: bool) -> bool:
        """Catch up with what is read now and take its place; False when readers did not let go in time."""
        before = self._position
        try:
            with self._pool.connection() as connection:
                connection.execute("SET LOCAL lock_timeout = '500ms'")
                now = tracked(connection, self._projection, locking=True)
                while now and self._position < now.position:
                    entries = [each for each in self._log.read(self._position, _PAGE) if each.position <= now.position]
                    self._step(connection, entries)
                self._swap(connection, now)
        except Unavailable:
            self._forget_to(before)
            if last:
                raise
            return False
        except Unstorable:
            self._forget_to(before)
            self._catch_up()
            return False
        return True

    def _swap(self, connection: Connection[Any], now: Tracked | None) -> None:
        for kind in self._projection.kinds:
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table(self._projection, kind)))
            connection.execute(
                sql.SQL("ALTER TABLE {} RENAME TO {}").format(
                    table(self._projection, kind, BESIDE), sql.Identifier(self._projection.table(kind))
                )
            )
        for rows in ("views.tracking", "views.parked"):
            of = sql.Identifier(*rows.split("."))
            connection.execute(
                sql.SQL("DELETE FROM {} WHERE projection = %s AND version = %s").format(of), self._name()
            )
            connection.execute(
                sql.SQL("UPDATE {} SET projection = %s WHERE projection = %s AND version = %s").format(of),
                [self._projection.name, *self._name(BESIDE)],
            )
        connection.execute(
            "UPDATE views.tracking SET generation = %s WHERE projection = %s AND version = %s",
            [now.generation + 1 if now else 0, *self._name()],
        )

    def _forget_to(self, position: int) -> None:
        self._live.clear()
        self._live.committed(position)
        self._position = position

    def drop(self) -> None:
        """Take away what there is, after a cancelled rebuild or one that was killed."""
        with self._pool.connection() as connection:
            for kind in self._projection.kinds:
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table(self._projection, kind, BESIDE)))
            for rows in ("views.tracking", "views.parked"):
                connection.execute(
                    sql.SQL("DELETE FROM {} WHERE projection = %s AND version = %s").format(
                        sql.Identifier(*rows.split("."))
                    ),
                    self._name(BESIDE),
                )

    def _name(self, suffix: str = "") -> list[Any]:
        return [self._projection.name + suffix, self._projection.version]


def fill_new(pool: Pool, log: PostgresLog, projections: Sequence[Projection]) -> None:
    """Make the rows of projections that have read nothing yet, and drop the tables of versions before the last one.

    While a new version is made, servers that run the one before go on reading it.
    """
    for projection in projections:
        with pool.connection() as connection:
            now = tracked(connection, projection)
        if now and now.position == 0 and log.head():
            with suppress(RebuildUnderWay):
                Rebuild(pool, log, projection).run()
        elif now and now.position:
            _drop_older(pool, projection)


def _drop_older(pool: Pool, projection: Projection) -> None:
    with pool.connection() as connection:
        older = connection.execute(
            "DELETE FROM views.tracking WHERE projection = %s AND version < %s RETURNING version",
            [projection.name, projection.version],
        ).fetchall()
        for (version,) in older:
            for kind in projection.kinds:
                of = table(replace(projection, version=version), kind)
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(of))


def accept_this_log(pool: Pool) -> None:
    """Let the log that is here now be the one that the rows come of, once they are made anew from it."""
    with pool.connection() as connection:
        note_origin(connection)
