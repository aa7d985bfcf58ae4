"""Who goes through all rows of a projection, and who exchanges its tables, wait for each other before they touch them.

To wait for the tables themselves would hold up everyone who wants to read a row meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.leading import lock_number
from projections.engine.projection import Projection

# Told a projection's name where one has to wait.
Waiting = Callable[[str], None]

_PLACE = "-place"


@contextmanager
def kept(pool: Pool, projection: Projection) -> Iterator[None]:
    """Let nobody exchange the projection's tables; wait while somebody does."""
    # On a connection of its own: who has to wait must begin to read afterwards, and sees what was there before.
    with pool.connection() as connection:
        connection.execute(QUERIES["no_timeouts"])
        connection.execute(QUERIES["wait_for_shared_lock"], lock_number(projection.name + _PLACE))
        yield


@contextmanager
def exchanging(pool: Pool, projection: Projection, waiting: Waiting) -> Iterator[None]:
    """Let nobody go through all of the projection's rows; wait, and say so, while somebody does."""
    number = lock_number(projection.name + _PLACE)
    with pool.connection() as connection:
        connection.execute(QUERIES["no_timeouts"])
        found = connection.execute(QUERIES["try_lock"], number).fetchone()
        if found != (True,):
            waiting(projection.name)
            connection.execute(QUERIES["wait_for_lock"], number)
        yield
