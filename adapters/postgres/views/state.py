"""How every projection stands to the log: for the health page, for metrics, and for whoever looks after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.postgres.pool import Pool
from adapters.postgres.views.log import PostgresLog
from adapters.postgres.views.tables import BESIDE
from projections.projection import Projection

_STATES = """
SELECT projection, version, position,
       (SELECT count(*) FROM views.parked
        WHERE parked.projection = tracking.projection AND parked.version = tracking.version)
FROM views.tracking
"""


@dataclass(frozen=True)
class ViewState:
    """A projection's position, the events that matter to it and are still to be read, and those set aside.

    ``rebuilt``: how far a rebuild beside it has read, None where there is none.
    """

    name: str
    position: int
    lag: int
    parked: int
    rebuilt: int | None


def states(pool: Pool, log: PostgresLog, projections: Iterable[Projection]) -> list[ViewState]:
    """Return each projection's state."""
    with pool.connection() as connection:
        rows = connection.execute(_STATES).fetchall()
    found = {(name, version): (position, parked) for name, version, position, parked in rows}
    told = []
    for each in projections:
        position, parked = found.get((each.name, each.version), (0, 0))
        beside = found.get((each.name + BESIDE, each.version))
        lag = log.behind(each, position)
        told.append(ViewState(each.name, position, lag, parked, beside[0] if beside else None))
    return told
