"""How every consumer stands to the log: for the health page, for metrics, and for whoever looks after them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.postgres.views.tables import BESIDE
from projections.engine.log import Subscription


@dataclass(frozen=True)
class ConsumerState:
    """A consumer's position, the events that concern it and are still to be read, and those set aside.

    ``lag_seconds``: the age of the first that is still to be read. ``parked_streams``: of those set aside.
    ``rebuilt``: how far a rebuild beside it has read, None where there is none. ``stopped``: whether a bug has stopped
    it in this process.
    """

    name: str
    position: int
    lag: int
    lag_seconds: float
    parked: int
    parked_streams: int
    rebuilt: int | None
    stopped: bool = False


def states(
    pool: Pool, log: PostgresLog, subscriptions: Iterable[Subscription], stopped: Collection[str] = ()
) -> list[ConsumerState]:
    """Return each consumer's state."""
    with pool.connection() as connection:
        rows = connection.execute(QUERIES["view_states"]).fetchall()
    found = {(name, version): (position, events, streams) for name, version, position, events, streams in rows}
    told = []
    for each in subscriptions:
        position, events, streams = found.get((each.name, each.version), (0, 0, 0))
        beside = found.get((each.name + BESIDE, each.version))
        behind = log.behind(each, position)
        rebuilt = beside[0] if beside else None
        told.append(ConsumerState(each.name, position, *behind, events, streams, rebuilt, each.name in stopped))
    return told
