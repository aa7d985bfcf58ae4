"""The log as projections read it: page by page, and one event that cannot be decoded hides no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from eventsourcing.persistence import Notification
from psycopg.rows import TupleRow

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES
from adapters.serialization.grounds import grounds
from adapters.serialization.mapper import FemstegMapper
from projections.engine.log import Entry, Subscription, Unreadable
from workflows.decisions import Grounds

Parameters = Sequence[object] | Mapping[str, object]

# Counted no further than anybody cares: to be asked for often must not cost more the longer the lag.
MOST_BEHIND = 10_000


_MOMENTS = 1000


@dataclass(frozen=True)
class _Earliest:
    """The earliest time from a position on, up to a head, which was recorded then."""

    earliest: datetime
    head: int
    recorded: datetime


class PostgresLog:
    """The log's events on the views' own connections, so that following never takes one from a writer.

    Pages by position, not one long cursor: an open snapshot would keep the server from cleaning up behind us.
    """

    def __init__(self, pool: Pool, mapper: FemstegMapper | None = None) -> None:
        self.pool = pool
        self._mapper = mapper or FemstegMapper()
        self._earliest: dict[tuple[int, datetime], _Earliest] = {}

    def read(self, after: int, limit: int) -> list[Entry]:
        """Return events after a position, in order."""
        return self._entries(QUERIES["entries_after"], [after, limit])

    def history(self, scope: str, since: UUID | None = None, until: int | None = None) -> list[Entry]:
        """Return a municipality's events in order, audit companions left out: from one of them on if it is there."""
        return self._entries(QUERIES["entries_of_scope"], {"scope": scope, "since": since, "until": until})

    def parts(self, until: int, events: int) -> list[list[UUID]]:
        """Return all streams up to a position, those of whole municipalities together, so many events at a time."""
        with self.pool.connection() as connection:
            connection.execute(QUERIES["no_statement_timeout"])
            found = connection.execute(QUERIES["streams_by_scope"], [until]).fetchall()
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
            return [stream for (stream,) in connection.execute(QUERIES["streams_of_scope"], [scope])]

    def of(self, streams: Sequence[UUID], until: int) -> list[Entry]:
        """Return the events of streams up to a position, in order."""
        return self._entries(QUERIES["entries_of_streams"], [list(streams), until])

    def of_scope(self, scope: str, until: int) -> list[Entry]:
        """Return every event of a scope up to a position, refusals too: of one moment, where nothing can be written."""
        with self.pool.connection() as connection:
            connection.execute(QUERIES["one_moment_read_only"])
            streams = [stream for (stream,) in connection.execute(QUERIES["streams_of_scope"], [scope])]
            with connection.cursor(binary=True) as cursor:
                rows = cursor.execute(QUERIES["entries_of_streams"], [streams, until]).fetchall()
        return [self._entry(*row) for row in rows]

    def grounds(self, until: int) -> Iterator[Grounds]:
        """Yield what each event up to a position says of the decision behind it, in order."""
        position = 0
        while rows := self._rows(QUERIES["grounds"], [position, until]):
            yield from (grounds(*row) for row in rows)
            position = rows[-1][0]

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        with self.pool.single() as connection:
            found = connection.execute(QUERIES["log_head"]).fetchone()
        return int(found[0]) if found else 0

    def recorded_by(self, moment: datetime, head: int) -> int:
        """Return the last position up to a head that was recorded by a moment, 0 for none."""
        asked = {"head": head, "moment": moment}
        low: int = self._one(QUERIES["recorded_by"], asked)
        last: int | None = self._one(QUERIES["last_recorded_by"], {**asked, "low": low})
        return last or low

    def recorded_at(self, position: int) -> datetime | None:
        """Return when a position counts as recorded: the earliest time from there on; None where nothing is."""
        if not (found := self._rows(QUERIES["recorded_at"], [position])):
            return None
        own: datetime = found[0][0]
        asked = position, own
        known = self._earliest.get(asked)
        # Before what is read: events that come meanwhile are looked at once more.
        looked_for = {"head": known.head if known else 0, "position": position}
        [(at, since, head, recorded)] = self._rows(QUERIES["recorded_since"], looked_for)
        earliest: datetime
        if known and at == known.recorded:
            earliest = min(known.earliest, since)
        else:  # not seen yet, or it is another log by now
            earliest = self._one(QUERIES["earliest_recorded"], [position, own]) or own
        if len(self._earliest) >= _MOMENTS:
            self._earliest.clear()
        self._earliest[asked] = _Earliest(earliest, head, recorded)
        return earliest

    def recorded_ahead(self, of: datetime) -> tuple[int, float]:
        """Return how many events were recorded later than a time, and by how many seconds at most."""
        with self.pool.single() as connection:
            found = connection.execute(QUERIES["recorded_ahead"], [of], prepare=False).fetchone()
        count, latest = found or (0, None)
        return count, (latest - of).total_seconds() if latest else 0.0

    def _one(self, statement: LiteralString, parameters: Parameters) -> Any:  # noqa: ANN401 -- whatever the statement asks for
        # Not prepared: how many rows there are between two positions, or times, is known from their values alone.
        # Even so far too many are expected from a position on and by a time, as if the two had nothing to do with one
        # another: the whole log would be read.
        with self.pool.connection() as connection, connection.pipeline():
            connection.execute(QUERIES["go_by_indexes"])
            found = connection.execute(statement, parameters, prepare=False).fetchone()
        return found and found[0]

    def behind(self, of: Subscription, position: int) -> tuple[int, float]:
        """Return how many events that concern a consumer come after a position, and the first one's age in seconds.

        No more than ``MOST_BEHIND`` are counted.
        """
        topics = [f"{beginning}%" for beginning in of.topics]
        with self.pool.single() as connection:
            found = connection.execute(QUERIES["behind"], [position, topics, MOST_BEHIND]).fetchone()
        return (found[0], max(found[1], 0.0)) if found else (0, 0.0)

    def _entries(self, statement: LiteralString, parameters: Parameters) -> list[Entry]:
        return [self._entry(*row) for row in self._rows(statement, parameters)]

    def _rows(self, statement: LiteralString, parameters: Parameters) -> list[TupleRow]:
        with self.pool.single() as connection, connection.cursor(binary=True) as cursor:
            return cursor.execute(statement, parameters, prepare=True).fetchall()

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
