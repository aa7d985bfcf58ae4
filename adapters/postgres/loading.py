"""Filling an empty log with a history told place by place: the server puts it in the order of time.

The rows pass through a temporary table, so that a history of any length takes no memory here, and come to the log by
COPY in one transaction, under its triggers and its lock: one that is killed leaves the log empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES
from adapters.serialization.mapper import PlacedEvent

Progress = Callable[[int], None]

_STEP = 1000


class LogInUse(Exception):
    """The log holds something already."""


def line(event: PlacedEvent) -> str:
    """Return a row as COPY reads it; none of its columns can hold what would have to be escaped."""
    recorded_at, state = event.recorded_at.isoformat(), event.state.hex()
    return (
        f"{event.originator_id}\t{event.originator_version}\t{event.topic}\t\\\\x{state}\t"
        f"{event.event_id}\t{recorded_at}\t{event.stream}\t{event.scope}\n"
    )


def load(url: str, told: Iterable[tuple[int, str]], progress: Progress) -> int:
    """Fill the log with what is told, a number of lines at a time, and return how many they were.

    ``progress`` hears of each event twice: once it is told, and once it is stored. Raises LogInUse.
    """
    with connect(url) as aside, connect(url) as log:
        log.execute(QUERIES["take_turn"])
        if log.execute(QUERIES["log_is_used"]).fetchone() == (True,):
            raise LogInUse
        aside.execute(QUERIES["create_told"])
        aside.execute(QUERIES["sort_in_memory"])
        total = 0
        with aside.cursor().copy(QUERIES["tell"]) as into:
            for count, lines in told:
                into.write(lines)
                total += count
                progress(count)
        with aside.cursor().copy(QUERIES["told_in_order"]) as rows, log.cursor().copy(QUERIES["store_events"]) as into:
            for number, row in enumerate(rows, 1):
                into.write(row)
                if number % _STEP == 0:
                    progress(_STEP)
        progress(total % _STEP)
        log.commit()
        log.execute(QUERIES["analyze_events"])
    return total
