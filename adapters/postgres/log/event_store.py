"""The event store port on PostgreSQL: events of the domain in and out, and errors as the port names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from time import monotonic
from types import TracebackType
from typing import Self, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    InternalError,
    Notification,
    OperationalError,
    PersistenceError,
    ProgrammingError,
)

from adapters.postgres.connections import AnswerLost
from adapters.postgres.faults import STATES, trouble
from adapters.postgres.log.datastore import Datastore
from adapters.postgres.log.histories import Histories, History
from adapters.postgres.log.recorder import FemstegRecorder
from adapters.postgres.pool import fill
from adapters.serialization.mapper import UNDECODED, FemstegMapper
from domain.messages import Recorded
from workflows.ports import KeyTaken, OutcomeUnknown, Receipt, SetAside, Unavailable, VersionConflict
from workflows.streams import stream_id

_ANY, _LASTS = 2**62, 4000
_UNAVAILABLE = (OperationalError, InterfaceError, InternalError, ProgrammingError)


class PostgresEventStore:
    """The event store port on PostgreSQL; opens its connections when they are first needed.

    ``stored_in``: called with the seconds that each append took.
    """

    def __init__(
        self,
        url: str,
        pool_size: int = 8,
        mapper: FemstegMapper | None = None,
        stored_in: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._stored_in = stored_in
        self._datastore = Datastore(url, pool_size)
        self._recorder = FemstegRecorder(self._datastore)
        self._mapper = mapper or FemstegMapper()
        self._histories = Histories()
        # Events never change: the last ones of streams that pages are about are asked for again and again.
        self._lasts = lru_cache(_LASTS)(self._mapper.to_domain_event)
        self.identity = self._datastore.identity

    def close(self) -> None:
        """Close the connections."""
        self._datastore.close()

    def fill(self) -> None:
        """Open the first connections. Raises Unavailable."""
        fill(self._datastore.pool)

    def written(self) -> tuple[int, int]:
        """Return in how many transactions how many saves were stored."""
        return self._recorder.coalescer.batches, self._recorder.coalescer.saves

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, stream: str) -> list[Recorded]:
        """Return a stream's events in order, each with its position; empty if the stream has none."""
        known = self._histories.get(stream)
        try:
            return self._loaded(stream, known, self._recorder.stream(stream_id(stream), _next(known)))
        except _UNAVAILABLE as error:
            raise _trouble(error) from error

    def load_many(self, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        """Return what ``load`` would of each of these streams, in one round trip and as of one moment."""
        known = {each: self._histories.get(each) for each in streams}
        try:
            rows = self._recorder.many({stream_id(each): _next(history) for each, history in known.items()})
            return {each: self._loaded(each, history, rows[stream_id(each)]) for each, history in known.items()}
        except _UNAVAILABLE as error:
            raise _trouble(error) from error

    def last_of(self, streams: Iterable[str], until: int | None = None) -> dict[str, Recorded | None]:
        """Return each stream's last event, or that of a position; None for none. What cannot be decoded is left out."""
        names = {stream_id(each): each for each in streams}
        found: dict[str, Recorded | None] = dict.fromkeys(names.values())
        try:
            rows = self._recorder.last([*names], _ANY if until is None else until)
        except _UNAVAILABLE as error:
            raise _trouble(error) from error
        for row in rows:
            stream = names[cast("UUID", row.originator_id)]
            try:
                found[stream] = self._lasts(row)
            except UNDECODED:
                del found[stream]
        return found

    def find(self, event_ids: Iterable[UUID], streams: Iterable[str]) -> list[Recorded]:
        """Return those of the events that are in one of the streams, in the log's order."""
        names = {stream_id(each): each for each in streams}
        try:
            rows = self._recorder.find([*event_ids], [*names])
        except _UNAVAILABLE as error:
            raise _trouble(error) from error
        return [self._decoded(row, names[cast("UUID", row.originator_id)]) for row in rows]

    def _decoded(self, row: Notification, stream: str) -> Recorded:
        try:
            return self._mapper.to_domain_event(row)
        except UNDECODED as error:
            raise SetAside(stream, "unreadable") from error

    def _loaded(self, stream: str, known: History | None, rows: list[Notification]) -> list[Recorded]:
        """Return a stream's events, of which some were known and these were read, and keep them."""
        if known and rows[:1] != [known.last]:
            known, rows = None, self._recorder.stream(stream_id(stream))
        try:
            events = (*known.events, *self._read(rows[1:])) if known else tuple(self._read(rows))
        except UNDECODED as error:
            raise SetAside(stream, "unreadable") from error
        self._histories.put(stream, History(events, rows[-1]) if rows else None)
        return list(events)

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        """Store the events, of any streams, and the receipt: all or nothing; return the events placed."""
        if not events and receipt is None:
            return []
        stored = [self._mapper.to_stored_event(each) for each in events]
        looked_at = {stream_id(stream): version for stream, version in rests_on.items()}
        began = monotonic()
        try:
            positions = self._recorder.insert_events(stored, receipt=receipt, rests_on=looked_at)
        except IntegrityError as error:
            raise self._conflict(error, [*(each.envelope.stream for each in events), *rests_on], receipt) from error
        except AnswerLost as error:
            raise OutcomeUnknown from error
        except _UNAVAILABLE as error:
            raise _trouble(error) from error
        self._stored_in(monotonic() - began)
        return [replace(each, position=at) for each, at in zip(events, positions, strict=True)]

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return up to ``limit`` events with positions greater than ``after``, in the log's order."""
        try:
            return self._read(self._recorder.after(after, limit))
        except _UNAVAILABLE as error:
            raise _trouble(error) from error

    def streams(self, scope: str) -> list[str]:
        """Return the names of the streams that belong to a municipality, its audit companions left out."""
        try:
            return self._recorder.streams(scope)
        except _UNAVAILABLE as error:
            raise _trouble(error) from error

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        try:
            return self._recorder.head()
        except _UNAVAILABLE as error:
            raise _trouble(error) from error

    def last_recorded(self) -> datetime | None:
        """Return when the log's last event was recorded, as the last ``load_many`` saw it; None for an empty log."""
        return self._recorder.last_recorded

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return what an earlier request under this key led to; OutcomeUnknown while no standby has it."""
        try:
            return self._recorder.receipt(actor, key)
        except AnswerLost as error:
            raise OutcomeUnknown from error
        except _UNAVAILABLE as error:
            raise _trouble(error) from error

    def _read(self, rows: Sequence[Notification]) -> list[Recorded]:
        return [self._mapper.to_domain_event(row) for row in rows]

    def _conflict(self, error: Exception, streams: Iterable[str], receipt: Receipt | None) -> Exception:
        """Return what the violated constraint means; where key and version are taken, the key tells more."""
        found = error.__cause__.diag if isinstance(error.__cause__, psycopg.Error) else None
        match found and found.constraint_name:
            case "receipts_pkey":
                return KeyTaken()
            case "events_pkey" | "events_rests_on":
                if receipt and self.receipt(receipt.actor, receipt.key):
                    return KeyTaken()
                named = re.findall(r"[0-9a-f-]{36}", (found and found.message_detail) or "")
                names = {str(stream_id(each)): each for each in streams}
                return VersionConflict(next((names[each] for each in named if each in names), ""))
            case _:  # no constraint of ours
                return error


def _next(known: History | None) -> int:
    """Return the version from which a stream is to be read.

    The last known event is asked for again: a log that was restored to an earlier day may have lost it.
    """
    return known.last.originator_version if known else 1


def _trouble(error: PersistenceError) -> Unavailable:
    """Return what kept the log from being used; a statement that is wrong in itself goes up as it is."""
    if isinstance(error.__cause__, STATES):
        return trouble(error.__cause__)
    if isinstance(error, ProgrammingError):
        raise error
    return Unavailable(type(error).__name__)
