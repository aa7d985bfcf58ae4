"""What the core needs from the world: an event store, a clock, fresh ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from domain.messages import Recorded


@dataclass(frozen=True)
class Receipt:
    """What a request led to, kept in the same transaction, so that the same key gives the same answer (O12).

    ``response``: the answer as JSON, but for its position. ``first_position``: the log's, 0 where no event came.
    ``event_count``: how many events from there on.
    """

    actor: str
    key: str
    request_hash: str
    status: int
    response: str
    first_position: int = 0
    event_count: int = 0

    @property
    def position(self) -> int:
        """The position of the last event, 0 where there was none."""
        return self.first_position + self.event_count - 1 if self.event_count else 0


class StoreError(Exception):
    """Something stood between us and the log."""


class VersionConflict(StoreError):
    """A stream that was to be written, or that the decision rests on, is at another version."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.stream = stream


class KeyTaken(StoreError):
    """Another request with the same actor and key was stored first."""


class OutcomeUnknown(StoreError):
    """The connection broke around COMMIT: the same request under the same key will tell."""


class Unavailable(StoreError):
    """The log cannot be reached, or is too busy; nothing was stored."""


class Unusable(Unavailable):
    """The database answers, and somebody has to see to it: ``what`` is the matter, ``names`` tells with what."""

    def __init__(self, what: Literal["incomplete", "read-only", "forbidden"], names: Iterable[str] = ()) -> None:
        self.what = what
        self.names = tuple(names)
        super().__init__(what, *self.names)


class SetAside(Exception):
    """A stream holds what this version cannot read or judge by; whoever needs it cannot go on, all others can.

    ``why``: an event of it cannot be decoded, or names a version of the process or of a question set that is not known.
    """

    def __init__(self, stream: str, why: Literal["unreadable", "unknown-version"]) -> None:
        super().__init__(stream, why)
        self.stream = stream
        self.why = why


class EventStore(Protocol):
    """The append-only log: streams of events under one global order."""

    def load(self, stream: str) -> list[Recorded]:
        """Return a stream's events in order, each with its position; empty if the stream has none. Raises SetAside."""

    def load_many(self, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        """Return what ``load`` would of each of these streams, in one round trip. Raises SetAside."""

    def find(self, event_ids: Iterable[UUID], streams: Iterable[str]) -> list[Recorded]:
        """Return those of the events that are in one of the streams, in the log's order. Raises SetAside."""

    def append(
        self, events: Sequence[Recorded], receipt: Receipt | None = None, rests_on: Mapping[str, int] = {}
    ) -> list[Recorded]:
        """Store the events, of one or several streams, and the receipt: all or nothing; return them placed.

        ``rests_on``: the versions at which the decision saw streams that it does not write, 0 for an empty one. They
        are checked when nobody else can write any more, and only where there is something to store.
        Raises VersionConflict, KeyTaken, OutcomeUnknown or Unavailable.
        """

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return up to ``limit`` events with positions greater than ``after``, in the log's order."""

    def streams(self, scope: str) -> list[str]:
        """Return the names of the streams that belong to a municipality, its audit companions left out."""

    def head(self) -> int:
        """Return the position of the last event, 0 for an empty log."""

    def last_recorded(self) -> datetime | None:
        """Return when the log's last event was recorded, as the last ``load_many`` saw it; None for an empty log."""

    def receipt(self, actor: str, key: str) -> Receipt | None:
        """Return what an earlier request under this key led to."""


class IndexedStore(EventStore, Protocol):
    """A log that tells a stream's last event without reading those before it."""

    def last_of(self, streams: Iterable[str], until: int | None = None) -> dict[str, Recorded | None]:
        """Return each stream's last event, or that of a position; None for none. What cannot be decoded is left out."""


class Calendar(Protocol):
    """The day, which the core never takes by itself."""

    def today(self) -> date:
        """Return the day in Sweden."""


class Clock(Calendar, Protocol):
    """The time and fresh ids, which the core never takes by itself either."""

    def now(self) -> datetime:
        """Return the time, in UTC."""

    def new_id(self) -> UUID:
        """Return an id that nobody has."""
