"""Positions of the processes that issue commands, and what they have set aside: beside those of the projections."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.origin import check_origin
from adapters.postgres.views.tracking import make_tracking, move, park, parked, tracked
from projections.engine.log import Subscription
from projections.engine.rows import Parked


class ProcessTracking:
    """May be lost like the views: whatever is handled again meets its own receipt in the log."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def register(self, processes: Iterable[Subscription]) -> None:
        """Let positions begin where there are none; the tables are there."""
        with self._pool.connection() as connection:
            for each in processes:
                connection.execute(QUERIES["begin_tracking"], [each.name, each.version])

    def check(self, of: Subscription) -> None:
        """Make sure that there is a position, and that it is one of this log. Raises AnotherLog."""
        with self._pool.connection() as connection:
            connection.execute(QUERIES["lock_views_creation"])
            make_tracking(connection)
            connection.execute(QUERIES["begin_tracking"], [of.name, of.version])
            check_origin(connection, [of])

    def position(self, of: Subscription) -> int:
        """Return how far it has come."""
        with self._pool.single() as connection:
            found = tracked(connection, of)
        return found.position if found else 0

    def move(self, of: Subscription, to: int, event_id: str | None = None) -> None:
        """Keep how far it has come, and the id of the last event that it handled itself."""
        with self._pool.connection() as connection:
            # What a crash takes is handled again, and each command meets its own receipt.
            connection.execute(QUERIES["commit_asynchronously"])
            move(connection, of, to, event_id)

    def park(self, of: Subscription, event: Parked) -> None:
        """Set an event aside."""
        with self._pool.connection() as connection:
            park(connection, of, [event])

    def parked(self, of: Subscription) -> list[Parked]:
        """Return what is set aside, in the log's order."""
        with self._pool.single() as connection:
            return parked(connection, of)

    def release(self, of: Subscription) -> None:
        """Let what is set aside be tried again, from the first of it on; what was handled meets its receipts."""
        with self._pool.connection() as connection:
            connection.execute(QUERIES["rewind_to_parked"], [of.name, of.version])
            connection.execute(QUERIES["forget_parked"], [of.name, of.version])

    def reset(self, processes: Iterable[Subscription]) -> None:
        """Let them begin anew, on a log that is another than before."""
        with self._pool.connection() as connection:
            for each in processes:
                connection.execute(QUERIES["begin_anew"], [each.name, each.version])
                connection.execute(QUERIES["forget_parked"], [each.name, each.version])
