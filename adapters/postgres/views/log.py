"""The log as projections read it: page by page, and one event that cannot be decoded hides no other."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification

from adapters.mapper import FemstegMapper
from adapters.postgres.pool import Pool
from projections.projection import Entry, Projection, Unreadable

_ROW = "SELECT notification_id, originator_id, originator_version, topic, state, event_id, stream FROM log.events"
_AFTER = f"{_ROW} WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
_SCOPE = (
    "SELECT originator_id FROM log.events WHERE scope = %s AND originator_version = 1 AND stream NOT LIKE 'audit/%%'"
)
_HISTORY = f"{_ROW} WHERE originator_id IN ({_SCOPE}) ORDER BY originator_id, originator_version"
_HEAD = "SELECT coalesce(max(notification_id), 0) FROM log.events"
# Counted no further than anybody cares: to be asked for often must not cost more the longer the lag.
MOST_BEHIND = 10_000
_BEHIND = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8
FROM (
    SELECT recorded_at FROM log.events WHERE notification_id > %s AND NOT topic LIKE ANY (%s)
    ORDER BY notification_id LIMIT %s
) AS unread
"""


class PostgresLog:
    """The log's events on the views' own connections, so that following never takes one from a writer.

    Pages by position, not one long cursor: an open snapshot would keep the server from cleaning up behind us.
    """

    def __init__(self, pool: Pool, mapper: FemstegMapper | None = None) -> None:
        self._pool = pool
        self._mapper = mapper or FemstegMapper()

    def read(self, after: int, limit: int) -> list[Entry]:
        """Return events after a position, in order."""
        return self._entries(_AFTER, [after, limit])

    def history(self, scope: str) -> list[Entry]:
        """Return the events of a municipality's streams, stream by stream, its audit companions left out."""
        return self._entries(_HISTORY, [scope])

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        with self._pool.connection() as connection:
            found = connection.execute(_HEAD).fetchone()
        return int(found[0]) if found else 0

    def behind(self, projection: Projection, position: int) -> tuple[int, float]:
        """Return how many events that matter to a projection come after a position, and the first one's age in seconds.

        No more than ``MOST_BEHIND`` are counted.
        """
        others = [f"{prefix}%" for prefix in projection.passes_over]
        with self._pool.connection() as connection:
            found = connection.execute(_BEHIND, [position, others, MOST_BEHIND]).fetchone()
        return (found[0], max(found[1], 0.0)) if found else (0, 0.0)

    def _entries(self, statement: str, parameters: list[Any]) -> list[Entry]:
        with self._pool.connection() as connection, connection.cursor(binary=True) as cursor:
            cursor.execute(statement.encode(), parameters, prepare=True)
            return [self._entry(*row) for row in cursor.fetchall()]

    def _entry(
        self,
        position: int,
        originator: UUID,
        version: int,
        topic: str,
        state: bytes,
        event_id: UUID,
        stream: str | None,
    ) -> Entry:
        try:
            return self._mapper.to_domain_event(
                Notification(
                    id=position,
                    originator_id=originator,
                    originator_version=version,
                    topic=topic,
                    state=state,
                )
            )
        except Exception as error:  # noqa: BLE001 -- whatever is in the row, those after it are to be read
            return Unreadable(position, stream or str(originator), str(event_id), type(error).__name__)
