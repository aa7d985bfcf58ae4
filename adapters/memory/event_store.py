"""The log in memory: for fast tests and what-if runs. Events are really encoded and decoded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.persistence import IntegrityError, Notification, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from adapters.serialization.mapper import UNDECODED, FemstegMapper, PlacedEvent
from domain.messages import Recorded
from workflows.ports import KeyTaken, Receipt, SetAside, VersionConflict
from workflows.streams import stream_id


class MemoryRecorder(POPOApplicationRecorder):
    """The library's recorder, which also keeps the receipts."""

    def __init__(self) -> None:
        super().__init__()
        self._receipts: dict[tuple[str, str], Receipt] = {}
        self._streams: dict[str, dict[str, None]] = {}

    def stream(self, originator_id: UUID) -> list[Notification]:
        """Return a stream's events with their positions."""
        with self._database_lock:
            places = sorted(self._stored_events_index.get(str(originator_id), {}).items())
            return [_notification(self._stored_events[place], place + 1) for _, place in places]

    def streams(self, scope: str) -> list[str]:
        """Return a municipality's streams in the order in which they began."""
        with self._database_lock:
            return list(self._streams.get(scope, ()))

    def times(self, since: int) -> list[datetime]:
        """Return when the events from a position on were recorded, in order."""
        with self._database_lock:
            events = self._stored_events[max(since, 1) - 1 :]
            return [each.recorded_at for each in events if isinstance(each, PlacedEvent)]

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return a receipt."""
        with self._database_lock:
            return self._receipts.get((actor, key))

    def _assert_uniqueness(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        receipt: Receipt | None = kwargs.get("receipt")
        if receipt and (receipt.actor, receipt.key) in self._receipts:
            raise KeyTaken
        rests_on: Mapping[str, int] = kwargs.get("rests_on", {})
        for stream, version in rests_on.items():
            last = next(reversed(self._stored_events_index.get(str(stream_id(stream)), {})), 0)
            if version != last:
                raise VersionConflict(stream)
        super()._assert_uniqueness(stored_events, **kwargs)

    def _update_table(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        positions = super()._update_table(stored_events, **kwargs)
        for each in stored_events:
            if isinstance(each, PlacedEvent):
                self._streams.setdefault(each.scope, {})[each.stream] = None
        if receipt := kwargs.get("receipt"):
            first = positions[0] if positions else 0
            placed = replace(receipt, first_position=first, event_count=len(stored_events))
            self._receipts[receipt.actor, receipt.key] = placed
        return positions


def _notification(event: StoredEvent, position: int) -> Notification:
    return Notification(
        id=position,
        originator_id=event.originator_id,
        originator_version=event.originator_version,
        topic=event.topic,
        state=event.state,
    )


class MemoryEventStore:
    """The event store port in memory."""

    def __init__(self, mapper: FemstegMapper | None = None) -> None:
        self._recorder = MemoryRecorder()
        self._mapper = mapper or FemstegMapper()
        self._decoded: dict[int, Recorded] = {}

    def load(self, stream: str) -> list[Recorded]:
        """Return a stream's events in order, each with its position; empty if the stream has none."""
        try:
            return [self._read(each) for each in self._recorder.stream(stream_id(stream))]
        except UNDECODED as error:
            raise SetAside(stream, "unreadable") from error

    def load_many(self, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        """Return what ``load`` would of each of these streams."""
        return {each: self.load(each) for each in streams}

    def last_of(self, streams: Iterable[str], until: int | None = None) -> dict[str, Recorded | None]:
        """Return each stream's last event, or that of a position; None for none. What cannot be decoded is left out."""
        found: dict[str, Recorded | None] = {}
        for stream in streams:
            rows = [each for each in self._recorder.stream(stream_id(stream)) if until is None or each.id <= until]
            with suppress(*UNDECODED):
                found[stream] = self._read(rows[-1]) if rows else None
        return found

    def find(self, event_ids: Iterable[UUID], streams: Iterable[str]) -> list[Recorded]:
        """Return those of the events that are in one of the streams, in the log's order."""
        wanted = set(event_ids)
        found = (each for name in dict.fromkeys(streams) for each in self.load(name))
        return sorted((each for each in found if each.envelope.event_id in wanted), key=lambda each: each.position)

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        """Store the events, of any streams, and the receipt: all or nothing; return the events placed."""
        if not events and receipt is None:
            return []
        stored = [self._mapper.to_stored_event(each) for each in events]
        try:
            positions = self._recorder.insert_events(stored, receipt=receipt, rests_on=rests_on) or []
        except IntegrityError as error:
            raise VersionConflict(self._taken(events)) from error
        return [replace(each, position=at) for each, at in zip(events, positions, strict=True)]

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return up to ``limit`` events with positions greater than ``after``, in the log's order."""
        found = self._recorder.select_notifications(after, limit, inclusive_of_start=False)
        return [self._read(each) for each in found]

    def streams(self, scope: str) -> list[str]:
        """Return the names of the streams that belong to a municipality, its audit companions left out."""
        return [each for each in self._recorder.streams(scope) if not each.startswith("audit/")]

    def history(self, scope: str, since: UUID | None = None, until: int | None = None) -> list[Recorded]:
        """Return a municipality's events in order, audit companions left out: from one of them on if it is there."""
        events = sorted(
            (each for name in self.streams(scope) for each in self.load(name)), key=lambda each: each.position
        )
        ids = [each.envelope.event_id for each in events]
        found = events[ids.index(since) if since in ids else 0 :]
        return [each for each in found if until is None or each.position <= until]

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""
        return self._recorder.max_notification_id() or 0

    def last_recorded(self) -> datetime | None:
        """Return when the log's last event was recorded, None for an empty log."""
        times = self._recorder.times(self.head())
        return times[-1] if times else None

    def recorded_by(self, moment: datetime, head: int) -> int:
        """Return the last position up to a head that was recorded by a moment, 0 for none."""
        times = self._recorder.times(1)[:head]
        return max((position for position, at in enumerate(times, start=1) if at <= moment), default=0)

    def recorded_at(self, position: int) -> datetime | None:
        """Return when a position counts as recorded: the earliest time from there on; None where nothing is."""
        return min(self._recorder.times(position), default=None)

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return what an earlier request under this key led to."""
        return self._recorder.receipt(actor, key)

    def _read(self, row: Notification) -> Recorded:
        """Return the row decoded, each time the very same: what is remembered of it is known by that."""
        if row.id not in self._decoded:
            self._decoded[row.id] = self._mapper.to_domain_event(row)
        return self._decoded[row.id]

    def _taken(self, events: Sequence[Recorded]) -> str:
        """Return the stream whose version was taken; the last one's if these very events clash."""
        for each in events:
            version = each.envelope.version
            if self._recorder.select_events(stream_id(each.envelope.stream), gt=version - 1, lte=version):
                return each.envelope.stream
        return events[-1].envelope.stream
