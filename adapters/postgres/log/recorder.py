"""The log as the library records it: what is saved at the same time goes in one statement, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, Never, Self, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    InterfaceError,
    Notification,
    NotSupportedError,
    OperationalError,
    StoredEvent,
    Subscription,
)
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.rows import DictRow

from adapters.postgres.connections import DEADLINE_SECONDS, AnswerLost, Dismissed, PatientConnection, lost
from adapters.postgres.log.appending import Append, deal, guilty, independent, misled, statements
from adapters.postgres.log.coalescing import Coalescer, TooBusy, TooSlow
from adapters.postgres.log.datastore import Datastore
from adapters.postgres.log.pipeline import Question
from adapters.postgres.sql import QUERIES
from adapters.runtime.deadline import left
from adapters.serialization.mapper import PlacedEvent
from workflows.ports import Receipt

_RESTS_ON = "events_rests_on"

_CONNECTION_LOST = (psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown, psycopg.InterfaceError)


class FemstegRecorder(PostgresApplicationRecorder):
    """The library's recorder with an insert that locks nothing, notifies nobody and is never sent twice."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.datastore: Datastore = datastore
        self.last_recorded: datetime | None = None  # when the log's last event was, as many streams' reading saw it
        self.coalescer: Coalescer[Append] = Coalescer(self._send, DEADLINE_SECONDS)

    def create_table(self) -> Never:
        """Refuse: the schema comes from the migrations alone."""
        raise NotSupportedError("the schema comes from the migrations")

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[Self]:
        """Refuse: the library's subscription waits for a notice that it may have missed."""
        raise NotSupportedError(f"read the log instead, after {gt} {topics}")

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> list[int]:
        """Insert the events and the ``receipt``, all or nothing, and return the positions.

        ``rests_on``: the versions that other streams must have, by their ids.

        Raises AnswerLost where the outcome is not known; the library's own method would send them again.
        """
        append = Append(stored_events, kwargs.get("receipt"), kwargs.get("rests_on", {}))
        try:
            self.coalescer.put(append)
        except TooBusy as error:
            raise OperationalError("too busy") from error
        except TooSlow as error:
            raise AnswerLost("too slow") from error
        return append.positions

    def _send(self, appends: list[Append]) -> Callable[[], None]:
        """Send them as one transaction, and return what waits for the answer.

        Whoever rests on what one before them writes goes in a later transaction, which sees what became of it.
        """
        count = independent(appends)
        together, later = appends[:count], appends[count:]
        try:
            question = self.datastore.pipeline.send(statements(together), _until(together))
        except Exception as error:  # noqa: BLE001 - each is raised again, by the thread whose save it was
            return partial(self._mend, appends, error)
        return partial(self._settle, together, question, later)

    def _settle(self, appends: list[Append], question: Question, later: list[Append]) -> None:
        try:
            answer = question.answer(_until(appends))
        except Exception as error:  # noqa: BLE001 - same
            self._mend(appends, error)
        else:
            deal([int(answer.get_value(row, 0) or 0) for row in range(answer.ntuples)], appends)
        if later:
            self._send(later)()

    def _mend(self, appends: list[Append], error: Exception) -> None:
        """Store those who were sent in vain, but for whoever stood in the others' way."""
        match error:
            case Dismissed():
                self._mend_dismissed(appends, error)
            case OperationalError() | InterfaceError():
                _fail(appends, error)
            case _ if at_fault := _at_fault(error, appends):
                _fail(at_fault, error)
                if others := [each for each in appends if not each.settled]:
                    self._send(others)()
            case _:  # nobody is at fault: each is tried by itself
                for each in appends:
                    self._send([each])()

    def _mend_dismissed(self, appends: list[Append], error: Dismissed) -> None:
        try:
            first = self._find(appends, error)
        except (OperationalError, InterfaceError) as unanswered:
            return _fail(appends, unanswered)
        if first is None:
            return self._send(appends)()
        return deal(range(first, first + sum(len(each.events) for each in appends)), appends)

    def _find(self, appends: list[Append], error: Dismissed) -> int | None:
        """Return where the first event is, None if nothing was stored; AnswerLost if it cannot be told."""
        first = next((event for each in appends for event in each.events), None)
        if not isinstance(first, PlacedEvent):
            raise error
        place = [first.originator_id, first.originator_version, first.event_id]
        try:
            rows = self._execute(QUERIES["place_of_event"], place, _until(appends))
        except (OperationalError, InterfaceError) as unanswered:
            raise AnswerLost("connection") from unanswered
        return rows[0]["notification_id"] if rows else None

    def _read(self, statement: str, parameters: Sequence[Any]) -> list[DictRow]:
        try:
            return self._execute(statement, parameters)
        except Dismissed:
            return self._execute(statement, parameters)

    def stream(self, originator_id: UUID, version: int = 1) -> list[Notification]:
        """Return a stream's events from a version on, with their positions."""
        return [_notification(row) for row in self._read(QUERIES["stream"], [originator_id, version])]

    def many(self, versions: Mapping[UUID, int]) -> dict[UUID, list[Notification]]:
        """Return streams' events, each from a version on, as of one moment."""
        found: dict[UUID, list[Notification]] = {each: [] for each in versions}
        last_recorded: datetime | None = None
        for row in self._read(QUERIES["many_streams"], [list(versions), list(versions.values())]):
            if row["originator_id"] is None:
                last_recorded = row["recorded_at"]
            else:
                found[row["originator_id"]].append(_notification(row))
        self.last_recorded = last_recorded
        return found

    def last(self, streams: Sequence[UUID], until: int) -> list[Notification]:
        """Return the last event, up to a position, of each of the streams that has one."""
        return [_notification(row) for row in self._read(QUERIES["last_of_streams"], [list(streams), until])]

    def find(self, event_ids: Sequence[UUID], streams: Sequence[UUID]) -> list[Notification]:
        """Return those of the events that are in one of the streams."""
        return [
            _notification(row) for row in self._read(QUERIES["events_of_streams"], [list(streams), list(event_ids)])
        ]

    def after(self, position: int, limit: int) -> list[Notification]:
        """Return the events that follow a position."""
        return [_notification(row) for row in self._read(QUERIES["events_after"], [position, limit])]

    def streams(self, scope: str) -> list[str]:
        """Return a municipality's streams in the order in which they began."""
        return [row["stream"] for row in self._read(QUERIES["streams_in_order"], [scope])]

    def head(self) -> int:
        """Return the last position."""
        return cast("int", self._read(QUERIES["log_head"], [])[0]["head"])

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return a receipt, once it is as safe as a fresh commit."""
        rows = self._read(QUERIES["receipt"], [actor, key])
        return Receipt(**{name: rows[0][name] for name in Receipt.__dataclass_fields__}) if rows else None

    def _execute(self, statement: str, parameters: Sequence[Any], deadline: float | None = None) -> list[DictRow]:
        until = deadline or monotonic() + left(DEADLINE_SECONDS)
        with self.datastore.get_connection() as checked_out:
            connection = cast("PatientConnection", checked_out)
            connection.warnings.clear()
            connection.until = until
            try:
                rows = connection.execute(statement, parameters, prepare=True).fetchall()
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                # A server that answers with an error has rolled back; a silent one may have committed.
                if connection.closed or not error.sqlstate or isinstance(error, _CONNECTION_LOST):
                    connection.close()
                    raise lost(self.datastore.pool, error) from error
                raise
            # The only warning that these statements can meet: a standby that was not waited for.
            if connection.warnings:
                connection.close()
                raise AnswerLost("replication")
        return rows


def _at_fault(error: Exception, appends: list[Append]) -> list[Append]:
    """Return those that stand in the others' way, none where it cannot be told."""
    if len(appends) == 1:
        return appends
    found = error.__cause__.diag if isinstance(error.__cause__, psycopg.Error) else None
    if not found or not found.message_detail:
        return []
    of_whom = misled if found.constraint_name == _RESTS_ON else guilty
    return of_whom(found.message_detail, appends)


def _until(appends: list[Append]) -> float:
    """Return when the last one gives up."""
    return max(each.deadline for each in appends)


def _fail(appends: list[Append], error: Exception) -> None:
    for each in appends:
        each.error = error


def _notification(row: DictRow) -> Notification:
    return Notification(
        id=row["notification_id"],
        originator_id=row["originator_id"],
        originator_version=row["originator_version"],
        topic=row["topic"],
        state=bytes(row["state"]),
    )
