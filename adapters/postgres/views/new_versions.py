"""What a start does with projections that are new or have a new version."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.rebuilding import Rebuild, RebuildUnderWay
from adapters.postgres.views.tables import statement_on
from adapters.postgres.views.tracking import tracked
from projections.engine.projection import Projection


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
        older = connection.execute(QUERIES["forget_older_versions"], [projection.name, projection.version]).fetchall()
        for (version,) in older:
            for kind in projection.kinds:
                connection.execute(statement_on("drop_table", replace(projection, version=version), kind))
