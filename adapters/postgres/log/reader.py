"""The log as projections read it: page by page, and one event that cannot be decoded hides no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification

from adapters.postgres.pool import Pool
from adapters.serialization.grounds import grounds
from adapters.serialization.mapper import FemstegMapper
from projections.engine.projection import Entry, Subscription, Unreadable
from workflows.decisions import Grounds

_ROW = "SELECT notification_id, originator_id, originator_version, topic, state, event_id, stream FROM log.events"
_AFTER = f"{_ROW} WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
_SCOPE = (
    "SELECT originator_id FROM log.events WHERE scope = %s AND originator_version = 1 AND stream NOT LIKE 'audit/%%'"
)
_PLACE = f"SELECT notification_id FROM log.events WHERE originator_id IN ({_SCOPE}) AND event_id = %s"  # noqa: S608 -- ours
_HISTORY = (
    f"{_ROW} WHERE originator_id IN ({_SCOPE}) AND notification_id >= coalesce(({_PLACE}), 0) ORDER BY notification_id"
)
_OF = f"{_ROW} WHERE originator_id = ANY(%s) AND notification_id <= %s ORDER BY notification_id"
_PARTS = """
SELECT array_agg(stream), sum(events)::bigint
FROM (
    SELECT originator_id AS stream, min(scope) AS scope, count(*) AS events
    FROM log.events WHERE notification_id <= %s GROUP BY originator_id
) AS streams GROUP BY scope ORDER BY scope
"""
_STREAMS = "SELECT originator_id FROM log.events WHERE scope = %s AND originator_version = 1"
_GROUNDS = """
SELECT notification_id, event_id, originator_id, originator_version, state FROM log.events
WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT 1000
"""
_HEAD = "SELECT coalesce(max(notification_id), 0) FROM log.events"
# Counted no further than anybody cares: to be asked for often must not cost more the longer the lag.
MOST_BEHIND = 10_000
_BEHIND = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8
FROM (
    SELECT recorded_at FROM log.events WHERE notification_id > %s AND topic LIKE ANY (%s)
    ORDER BY notification_id LIMIT %s
) AS unread
"""


class PostgresLog:
    """The log's events on the views' own connections, so that following never takes one from a writer.

    Pages by position, not one long cursor: an open snapshot would keep the server from cleaning up behind us.
    """

    def __init__(self, pool: Pool, mapper: FemstegMapper | None = None) -> None:
        self.pool = pool
        self._mapper = mapper or FemstegMapper()

    def read(self, after: int, limit: int) -> list[Entry]:
        """Return events after a position, in order."""
        return self._entries(_AFTER, [after, limit])

    def history(self, scope: str, since: UUID | None = None) -> list[Entry]:
        """Return a municipality's events in order, audit companions left out: from one of them on if it is there."""
        return self._entries(_HISTORY, [scope, scope, since])

    def parts(self, until: int, events: int) -> list[list[UUID]]:
        """Return all streams up to a position, those of whole municipalities together, so many events at a time."""
        with self.pool.connection() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            found = connection.execute(_PARTS, [until]).fetchall()
        parts: list[list[UUID]] = [[]]
        held = 0
        for streams, count in found:
            if held and held + count > events:
                parts.append([])
                held = 0
            parts[-1] += streams
            held += count
        return parts if held else []

    def streams(self, scope: str) -> list[UUID]:
        """Return all streams of a municipality."""
        with self.pool.single() as connection:
            return [stream for (stream,) in connection.execute(_STREAMS, [scope])]

    def of(self, streams: Sequence[UUID], until: int) -> list[Entry]:
        """Return the events of streams up to a position, in order."""
        return self._entries(_OF, [list(streams), until])

    def grounds(self, until: int) -> Iterator[Grounds]:
        """Yield what each event up to a position says of the decision behind it, in order."""
        position = 0
        while rows := self._rows(_GROUNDS, [position, until]):
            yield from (grounds(*row) for row in rows)
            position = rows[-1][0]

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        with self.pool.single() as connection:
            found = connection.execute(_HEAD).fetchone()
        return int(found[0]) if found else 0

    def behind(self, of: Subscription, position: int) -> tuple[int, float]:
        """Return how many events that concern a consumer come after a position, and the first one's age in seconds.

        No more than ``MOST_BEHIND`` are counted.
        """
        topics = [f"{beginning}%" for beginning in of.topics]
        with self.pool.single() as connection:
            found = connection.execute(_BEHIND, [position, topics, MOST_BEHIND]).fetchone()
        return (found[0], max(found[1], 0.0)) if found else (0, 0.0)

    def _entries(self, statement: str, parameters: list[Any]) -> list[Entry]:
        return [self._entry(*row) for row in self._rows(statement, parameters)]

    def _rows(self, statement: str, parameters: list[Any]) -> list[Any]:
        with self.pool.single() as connection, connection.cursor(binary=True) as cursor:
            return cursor.execute(statement.encode(), parameters, prepare=True).fetchall()

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
