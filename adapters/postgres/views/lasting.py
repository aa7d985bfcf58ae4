"""Views that are made again where they are gone, by whoever leads for them: a restore, say, brings the log alone."""

from __future__ import annotations

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.rebuilding import Rebuild, RebuildUnderWay
from adapters.postgres.views.store import PostgresViews, is_whole
from adapters.postgres.views.tracking import make_tracking, tracked
from projections.engine.projection import Projection
from workflows.ports import Unavailable


class LastingViews(PostgresViews):
    """Views with the log that they are made from."""

    def __init__(self, pool: Pool, log: PostgresLog) -> None:
        super().__init__(pool)
        self._log = log

    def check(self, projection: Projection) -> None:
        """Make the tables again if they are gone, filled before anyone reads them, and check that they are the log's.

        Raises AnotherLog.
        """
        with self._pool.connection() as connection:
            connection.execute(QUERIES["lock_views_creation"])
            make_tracking(connection)
            is_there = is_whole(connection, projection) and tracked(connection, projection)
        if not is_there:
            try:
                Rebuild(self._pool, self._log, projection).run()
            except RebuildUnderWay as error:
                raise Unavailable("another process makes them") from error
        super().check(projection)
