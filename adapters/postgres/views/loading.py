"""Filling new tables from the log, some municipalities at a time: of each row all that ever was is known together.

So every version is written once, with both its ends, and what a correction reaches is at hand. Any number of workers
may share the municipalities; each part of the work is one transaction for each projection.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from uuid import UUID

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.views.store import storing
from adapters.postgres.views.tables import BESIDE
from adapters.postgres.views.tracking import load_on, park
from adapters.postgres.views.writing import write
from adapters.runtime.tuning import collect_seldom
from projections.engine.log import Entry
from projections.engine.projection import Projection
from projections.engine.rows import Unstorable
from projections.engine.running import run, spoilt
from projections.engine.stored import Nothing
from projections.engine.versions import Versions

_NICENESS = 10


@dataclass(frozen=True)
class Loader:
    """Who writes what the log says up to a position; ``token``: of the rebuild that this belongs to."""

    pool: Pool
    log: PostgresLog
    projections: Sequence[Projection]
    until: int
    token: str

    def __call__(self, streams: Sequence[UUID]) -> int:
        """Write all that ever came of these streams, which are all of their municipalities'; return their events."""
        entries = self.log.of(streams, self.until)
        for projection in self.projections:
            self._fill(projection, entries)
        return len(entries)

    def _fill(self, projection: Projection, entries: Sequence[Entry]) -> None:
        try:
            with storing():
                self._write(projection, entries)
        except Unstorable:
            first = self._first_unstorable(projection, entries)
            self._fill(projection, [*entries[:first], spoilt(entries[first]), *entries[first + 1 :]])

    def _write(self, projection: Projection, entries: Sequence[Entry], *, trying: bool = False) -> None:
        before = Nothing()
        rows = Versions(projection.kinds, before, 0)
        run(projection, entries, before, rows)
        with self.pool.connection() as connection:
            write(connection, projection, rows, BESIDE)
            park(connection, projection, rows.newly_parked, BESIDE)
            load_on(connection, projection, len(entries), self.token, BESIDE)
            if trying:
                connection.rollback()

    def _first_unstorable(self, projection: Projection, entries: Sequence[Entry]) -> int:
        """Return the index of the first entry whose rows cannot be kept: whatever holds it cannot either."""
        good, bad = 0, len(entries)
        while bad - good > 1:
            half = (good + bad) // 2
            try:
                with storing():
                    self._write(projection, entries[:half], trying=True)
                good = half
            except Unstorable:
                bad = half
        return good


def loaded(loader: Loader, parts: Sequence[Sequence[UUID]], processes: int) -> Generator[int]:
    """Yield each part's number of events once it is written, by so many processes."""
    if processes == 1:
        # One thread folds while the server works for the other.
        workers: Executor = ThreadPoolExecutor(2)
        load: Callable[[Sequence[UUID]], int] = loader
    else:
        whole = (loader.pool.url, loader.projections, loader.until, loader.token)
        workers = ProcessPoolExecutor(processes, get_context("spawn"), _join, whole)
        load = _load
    try:
        yield from workers.map(load, parts)
    finally:
        workers.shutdown(cancel_futures=True)


_LOADERS: list[Loader] = []


def _join(url: str, projections: Sequence[Projection], until: int, token: str) -> None:
    """Become one of the processes that load; whoever started them says when to stop, also by dying.

    People who wait for an answer come first.
    """
    signal(SIGINT, SIG_IGN)
    os.nice(_NICENESS)
    collect_seldom()
    Thread(target=_end_with_parent, daemon=True).start()
    pool = Pool(url, 1)
    _LOADERS.append(Loader(pool, PostgresLog(pool), projections, until, token))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _load(streams: Sequence[UUID]) -> int:
    return _LOADERS[0](streams)
