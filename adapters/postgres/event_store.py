"""The log in PostgreSQL: events and their request's receipt in one statement, which is one transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Never, Self, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    InternalError,
    Notification,
    NotSupportedError,
    OperationalError,
    StoredEvent,
    Subscription,
)
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.rows import DictRow

from adapters.mapper import FemstegMapper
from adapters.postgres.connections import Datastore, PatientConnection
from domain.messages import Recorded
from workflows.ports import KeyTaken, OutcomeUnknown, Receipt, Unavailable, VersionConflict
from workflows.streams import stream_id

# The log's trigger makes writers take turns before the first position is handed out.
_APPEND = """
WITH appended AS (
    INSERT INTO log.events
        (originator_id, originator_version, topic, state, event_id, recorded_at, stream, scope)
    SELECT id, version, topic, state,
           coalesce(event_id, gen_random_uuid()), coalesce(at, clock_timestamp()), stream, scope
    FROM unnest(
        %(ids)s::uuid[], %(versions)s::bigint[], %(topics)s::text[], %(states)s::bytea[],
        %(event_ids)s::uuid[], %(times)s::timestamptz[], %(streams)s::text[], %(scopes)s::text[]
    ) WITH ORDINALITY AS new (id, version, topic, state, event_id, at, stream, scope, place)
    ORDER BY place
    RETURNING notification_id
), received AS (
    INSERT INTO log.receipts (actor, key, request_hash, status, response, first_position, event_count)
    SELECT %(actor)s, %(key)s, %(request_hash)s, %(status)s, %(response)s,
           coalesce(min(notification_id), 0), count(*)
    FROM appended
    HAVING %(actor)s::text IS NOT NULL
)
SELECT notification_id FROM appended ORDER BY notification_id
"""

_EVENTS = "SELECT notification_id, originator_id, originator_version, topic, state FROM log.events"
_STREAM = f"{_EVENTS} WHERE originator_id = %s ORDER BY originator_version"
_AFTER = f"{_EVENTS} WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
_STREAMS = """
SELECT stream FROM log.events
WHERE scope = %s AND originator_version = 1 AND stream NOT LIKE 'audit/%%'
ORDER BY notification_id
"""
_HEAD = "SELECT coalesce(max(notification_id), 0) AS head FROM log.events"

# The empty message is a commit of its own: with a synchronous standby it waits until the standby has all that
# came before, the receipt too. Without it a retry could be answered with what only the primary knows.
_RECEIPT = """
SELECT actor, key, request_hash, status, response, first_position, event_count,
       pg_logical_emit_message(true, 'femsteg', '')
FROM log.receipts WHERE actor = %s AND key = %s
"""

_CONNECTION_LOST = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown, psycopg.InterfaceError)
_UNAVAILABLE = (OperationalError, InterfaceError, InternalError)


class AnswerLost(OperationalError):
    """The statement was sent, and nobody said whether it was committed."""


class FemstegRecorder(PostgresApplicationRecorder):
    """The library's recorder with an insert that locks nothing, notifies nobody and is never sent twice."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore, events_table_name="events")

    def create_table(self) -> Never:
        """Refuse: the schema comes from the migrations alone."""
        raise NotSupportedError("the schema comes from the migrations")

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[Self]:
        """Refuse: the library's subscription waits for a notice that it may have missed."""
        raise NotSupportedError(f"read the log instead, after {gt} {topics}")

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> list[int]:
        """Insert the events and the ``receipt``, all or nothing, and return the positions.

        Raises AnswerLost where the outcome is not known; the library's own method would send them again.
        """
        receipt: Receipt | None = kwargs.get("receipt")
        rows = self._execute(
            _APPEND,
            {
                "ids": [each.originator_id for each in stored_events],
                "versions": [each.originator_version for each in stored_events],
                "topics": [each.topic for each in stored_events],
                "states": [each.state for each in stored_events],
                "event_ids": [getattr(each, "event_id", None) for each in stored_events],
                "times": [getattr(each, "recorded_at", None) for each in stored_events],
                "streams": [getattr(each, "stream", None) for each in stored_events],
                "scopes": [getattr(each, "scope", None) for each in stored_events],
                "actor": receipt and receipt.actor,
                "key": receipt and receipt.key,
                "request_hash": receipt and receipt.request_hash,
                "status": receipt and receipt.status,
                "response": receipt and receipt.response,
            },
        )
        return [row["notification_id"] for row in rows]

    def stream(self, originator_id: UUID) -> list[Notification]:
        """Return a stream's events with their positions."""
        return [_notification(row) for row in self._execute(_STREAM, [originator_id])]

    def after(self, position: int, limit: int) -> list[Notification]:
        """Return the events that follow a position."""
        return [_notification(row) for row in self._execute(_AFTER, [position, limit])]

    def streams(self, scope: str) -> list[str]:
        """Return a municipality's streams in the order in which they began."""
        return [row["stream"] for row in self._execute(_STREAMS, [scope])]

    def head(self) -> int:
        """Return the last position."""
        return cast("int", self._execute(_HEAD, [])[0]["head"])

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return a receipt, once it is as safe as a fresh commit."""
        rows = self._execute(_RECEIPT, [actor, key])
        return Receipt(**{name: rows[0][name] for name in Receipt.__dataclass_fields__}) if rows else None

    def _execute(self, statement: str, parameters: Sequence[Any] | dict[str, Any]) -> list[DictRow]:
        with self.datastore.get_connection() as checked_out:
            connection = cast("PatientConnection", checked_out)
            connection.warnings.clear()
            try:
                rows = connection.execute(statement, parameters, prepare=True).fetchall()
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                # A server that answers with an error has rolled back; a silent one may have committed.
                if connection.closed or not error.sqlstate or isinstance(error, _CONNECTION_LOST):
                    connection.close()
                    raise AnswerLost("connection") from error
                raise
            # The only warning that these statements can meet: a standby that was not waited for.
            if connection.warnings:
                connection.close()
                raise AnswerLost("replication")
        return rows


def _notification(row: DictRow) -> Notification:
    return Notification(
        id=row["notification_id"],
        originator_id=row["originator_id"],
        originator_version=row["originator_version"],
        topic=row["topic"],
        state=bytes(row["state"]),
    )


class PostgresEventStore:
    """The event store port on PostgreSQL; opens its connections when they are first needed."""

    def __init__(self, url: str, pool_size: int = 8, mapper: FemstegMapper | None = None) -> None:
        self._datastore = Datastore(url, pool_size)
        self._recorder = FemstegRecorder(self._datastore)
        self._mapper = mapper or FemstegMapper()

    def close(self) -> None:
        """Close the connections."""
        self._datastore.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, stream: str) -> list[Recorded]:
        """Return a stream's events in order, each with its position; empty if the stream has none."""
        try:
            return self._read(self._recorder.stream(stream_id(stream)))
        except _UNAVAILABLE as error:
            raise Unavailable from error

    def append(self, events: Sequence[Recorded], receipt: Receipt | None = None) -> list[Recorded]:
        """Store the events, of any streams, and the receipt: all or nothing; return the events placed."""
        if not events and receipt is None:
            return []
        stored = [self._mapper.to_stored_event(each) for each in events]
        try:
            positions = self._recorder.insert_events(stored, receipt=receipt)
        except IntegrityError as error:
            raise self._conflict(error, events, receipt) from error
        except AnswerLost as error:
            raise OutcomeUnknown from error
        except _UNAVAILABLE as error:
            raise Unavailable from error
        return [replace(each, position=at) for each, at in zip(events, positions, strict=True)]

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return up to ``limit`` events with positions greater than ``after``, in the log's order."""
        try:
            return self._read(self._recorder.after(after, limit))
        except _UNAVAILABLE as error:
            raise Unavailable from error

    def streams(self, scope: str) -> list[str]:
        """Return the names of the streams that belong to a municipality, its audit companions left out."""
        try:
            return self._recorder.streams(scope)
        except _UNAVAILABLE as error:
            raise Unavailable from error

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        try:
            return self._recorder.head()
        except _UNAVAILABLE as error:
            raise Unavailable from error

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return what an earlier request under this key led to; OutcomeUnknown while no standby has it."""
        try:
            return self._recorder.receipt(actor, key)
        except AnswerLost as error:
            raise OutcomeUnknown from error
        except _UNAVAILABLE as error:
            raise Unavailable from error

    def _read(self, rows: Sequence[Notification]) -> list[Recorded]:
        return [self._mapper.to_domain_event(row) for row in rows]

    def _conflict(self, error: Exception, events: Sequence[Recorded], receipt: Receipt | None) -> Exception:
        """Return what the violated constraint means; where key and version are taken, the key tells more."""
        found = error.__cause__.diag if isinstance(error.__cause__, psycopg.Error) else None
        match found and found.constraint_name:
            case "receipts_pkey":
                return KeyTaken()
            case "events_pkey":
                if receipt and self.receipt(receipt.actor, receipt.key):
                    return KeyTaken()
                ids = re.findall(r"[0-9a-f-]{36}", (found and found.message_detail) or "")
                names = {str(stream_id(each.envelope.stream)): each.envelope.stream for each in events}
                return VersionConflict(names.get(ids[0], "") if ids else "")
            case _:
                return error
