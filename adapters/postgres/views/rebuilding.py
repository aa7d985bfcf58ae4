"""Making a projection anew beside the one that is read, and putting it in its place in one transaction.

Readers go on with the old rows until the exchange; one that meets it waits for its few milliseconds, since a table's
name is looked up again once the lock is free. The place of a rebuild is a suffix, of its tables and its tracking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import chain
from os import cpu_count

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.exchange import forget, swap
from adapters.postgres.views.exchanging import Waiting, exchanging
from adapters.postgres.views.leading import lock_number
from adapters.postgres.views.loading import Loader, loaded
from adapters.postgres.views.store import PostgresViews
from adapters.postgres.views.tables import BESIDE, creation, indexes, live_key, statement_on
from adapters.postgres.views.tracking import begin_load, move, tracked
from projections.engine.projection import Projection
from projections.engine.running import follow, place
from workflows.ports import Unavailable

Progress = Callable[[int], None]
Cancelled = Callable[[], bool]

_PART = 2000
# To start a process takes a second, which a shorter log is not worth; more than these the server cannot keep busy.
_SHARED_EVENTS = 50_000
_MOST_PROCESSES = 4
_TRIES = 20
_INDEXED_AT_ONCE = 2


class RebuildCancelled(Exception):
    """Someone changed their mind; nothing is left of the rebuild."""


class RebuildUnderWay(Exception):
    """Another process is rebuilding the same projection."""


class Rebuild:
    """One rebuild of one projection or of several, which then share the reading of the log.

    ``processes``: how many share the work; as many as there are cores, within bounds, where nobody says.
    """

    def __init__(self, pool: Pool, log: PostgresLog, *projections: Projection, processes: int | None = None) -> None:
        self._pool = pool
        self._log = log
        self._projections = projections
        self._processes = processes
        self._beside = PostgresViews(pool, BESIDE)

    def run(
        self,
        progress: Progress = lambda _: None,
        cancelled: Cancelled = lambda: False,
        waiting: Waiting = lambda _: None,
    ) -> int:
        """Read the whole log into new tables and exchange them; return the position of the last exchange.

        ``waiting``: told whose exchange has to wait for a verify. Raises RebuildCancelled and RebuildUnderWay.
        """
        with self._alone():
            try:
                self._load(progress, cancelled)
                with ThreadPoolExecutor(_INDEXED_AT_ONCE) as indexers:
                    list(indexers.map(self._index, self._projections))
                at = max(self._take_place(each, waiting) for each in self._projections)
            except BaseException:
                self._drop()
                raise
        progress(at)
        return at

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only one who rebuilds these projections. Raises RebuildUnderWay."""
        with self._pool.connection() as connection:
            connection.execute(QUERIES["no_timeouts"])
            for each in self._projections:
                number = lock_number(each.name + BESIDE)
                found = connection.execute(QUERIES["try_lock"], number).fetchone()
                if found != (True,):
                    raise RebuildUnderWay(each.name)
            yield

    def _load(self, progress: Progress, cancelled: Cancelled) -> None:
        """Write what the log says now."""
        head, done = self._log.head(), 0
        loader = Loader(self._pool, self._log, self._projections, head, self._begin())
        processes = self._processes or shared_by(head)
        with closing(loaded(loader, self._log.parts(head, _PART), processes)) as parts:
            for events in chain([0], parts):
                done += events
                progress(done)
                if cancelled():
                    raise RebuildCancelled
        with self._pool.connection() as connection:
            last = self._log.read(head - 1, 1)[0] if head else None
            for each in self._projections:
                move(connection, each, head, place(last)[1] if last else None, BESIDE)

    def _begin(self) -> str:
        """Make the tables, empty; return the token by which those who fill them are told from any before."""
        self._drop()
        with self._pool.connection() as connection:
            for projection in self._projections:
                for kind in projection.kinds:
                    connection.execute(creation(projection, kind, BESIDE))
                    connection.execute(live_key(projection, kind, BESIDE))
            return begin_load(connection, self._projections, BESIDE)

    def _index(self, projection: Projection) -> None:
        with self._pool.connection() as connection:
            connection.execute(QUERIES["no_statement_timeout"])
            for kind in projection.kinds:
                for statement in indexes(projection, kind, BESIDE):
                    connection.execute(statement)
                connection.execute(statement_on("analyze_table", projection, kind, BESIDE))

    def _take_place(self, projection: Projection, waiting: Waiting) -> int:
        """Take the place of the tables that are read, once nobody goes through all of them; return the position."""
        with exchanging(self._pool, projection, waiting):
            return self._try_exchange(projection, _TRIES)

    def _try_exchange(self, projection: Projection, tries: int) -> int:
        follow(projection, self._log, self._beside)
        try:
            return self._exchange(projection)
        except Unavailable:  # readers did not let go in time
            if tries == 1:
                raise
            return self._try_exchange(projection, tries - 1)

    def _exchange(self, projection: Projection) -> int:
        """Catch up with what is read now, while nobody moves it, and take its place."""
        with self._pool.connection() as connection:
            connection.execute(QUERIES["wait_briefly_for_locks"])
            now = tracked(connection, projection, locking=True)
            follow(projection, self._log, self._beside)
            at = self._beside.position(projection)
            swap(connection, projection, now.generation + 1 if now else 0)
        return at

    def _drop(self) -> None:
        """Take away what there is, after a cancelled rebuild or one that was killed."""
        with self._pool.connection() as connection:
            for projection in self._projections:
                for kind in projection.kinds:
                    connection.execute(statement_on("drop_table", projection, kind, BESIDE))
                forget(connection, projection, BESIDE)


def shared_by(events: int) -> int:
    """Return how many processes share a rebuild of so many events."""
    return min(cpu_count() or 1, _MOST_PROCESSES) if events >= _SHARED_EVENTS else 1
