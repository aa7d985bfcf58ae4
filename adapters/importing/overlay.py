"""A log over another log: what is appended stays here, so that a whole history can be tried first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.messages import Recorded
from workflows.ports import EventStore, KeyTaken, Receipt, VersionConflict


class Overlay:
    """An event store that reads through to a real one and keeps what is appended to itself."""

    def __init__(self, beneath: EventStore) -> None:
        self._beneath = beneath
        self._head = beneath.head()
        self._loaded: dict[str, list[Recorded]] = {}
        self._streams: dict[str, list[str]] = {}
        self._receipts: dict[tuple[str, str], Receipt] = {}
        self.added: list[Recorded] = []

    def _stream(self, name: str) -> list[Recorded]:
        if name not in self._loaded:
            self._loaded[name] = list(self._beneath.load(name))
        return self._loaded[name]

    def load(self, stream: str) -> list[Recorded]:
        """Return a stream's events, the real ones first."""
        return list(self._stream(stream))

    def load_many(self, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        """Return what ``load`` would of each of these streams."""
        wanted = list(streams)
        self._loaded |= self._beneath.load_many([each for each in wanted if each not in self._loaded])
        return {each: self.load(each) for each in wanted}

    def find(self, event_ids: Iterable[UUID], streams: Iterable[str]) -> list[Recorded]:
        """Return those of the events that are in one of the streams, the real ones first."""
        wanted, names = set(event_ids), set(streams)
        own = (each for each in self.added if each.envelope.stream in names and each.envelope.event_id in wanted)
        return [*self._beneath.find(wanted, names), *own]

    @property
    def rests_on(self) -> dict[str, int]:
        """The real versions of the streams that were read and not written: what all that is kept here rests on."""
        written = {each.envelope.stream for each in self.added}
        return {name: self._version(name) for name in self._loaded if name not in written}

    def _version(self, name: str) -> int:
        stream = self._stream(name)
        return stream[-1].envelope.version if stream else 0

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        """Keep the events and the receipt here; return the events placed after the real log's last one."""
        if receipt and self.receipt(receipt.actor, receipt.key):
            raise KeyTaken(receipt.key)
        for name, version in rests_on.items():
            if version != self._version(name):
                raise VersionConflict(name)
        heights: dict[str, int] = {}
        for each in events:
            name = each.envelope.stream
            height = heights.get(name, self._version(name))
            if each.envelope.version != height + 1:
                raise VersionConflict(name)
            heights[name] = height + 1
        first = self.head() + 1
        placed = [replace(each, position=first + number) for number, each in enumerate(events)]
        for each in placed:
            self._stream(each.envelope.stream).append(each)
        self.added += placed
        if receipt:
            kept = replace(receipt, first_position=first if placed else 0, event_count=len(placed))
            self._receipts[receipt.actor, receipt.key] = kept
        return placed

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return events after a position, the real ones first."""
        real = [each for each in self._beneath.read(after, limit) if each.position <= self._head]
        own = [each for each in self.added if each.position > after]
        return [*real, *own][:limit]

    def streams(self, scope: str) -> list[str]:
        """Return the municipality's streams, those begun here last."""
        if scope not in self._streams:
            self._streams[scope] = list(self._beneath.streams(scope))
        own = (each.envelope for each in self.added if each.envelope.scope == scope)
        names = (each.stream for each in own if not each.stream.startswith("audit/"))
        return list(dict.fromkeys([*self._streams[scope], *names]))

    def head(self) -> int:
        """Return the position of the last event."""
        return self._head + len(self.added)

    def last_recorded(self) -> datetime | None:
        """Return when the last event was recorded, here or beneath."""
        return self.added[-1].envelope.recorded_at if self.added else self._beneath.last_recorded()

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return what an earlier request under this key led to, here or beneath."""
        return self._receipts.get((actor, key)) or self._beneath.receipt(actor, key)
