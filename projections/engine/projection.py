"""The shape of a projection: a declaration and one pure function from events to rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.messages import Event, Recorded


class Row(BaseModel):
    """A row of a view: ``table`` names it, ``key`` and ``indexed`` name fields of it.

    Every row says which municipality it belongs to (``scb_code``), so that a correction can have them made anew.
    ``appended``: a row that is put without having been got is a new one, so that nobody need look for an older.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = ()
    appended: ClassVar[bool] = False

    scb_code: str


R = TypeVar("R", bound=Row)


class Rows(Protocol):
    """What a projection sees of its own rows while it works."""

    def get(self, kind: type[R], *key: object) -> R | None:
        """Return the row with that key."""

    def put(self, row: Row) -> None:
        """Put a row, in place of one with the same key."""

    def delete(self, kind: type[R], *key: object) -> None:
        """Take a row away, if it is there."""


@dataclass(frozen=True)
class Unreadable:
    """An event in the log that cannot be decoded: where it is, and the class of what went wrong."""

    position: int
    stream: str
    event_id: str
    error: str


Entry = Recorded | Unreadable


@dataclass(frozen=True)
class Parked:
    """An event that a projection has set aside; never what it says, which may be what nobody should see."""

    stream: str
    event_id: str
    position: int
    error: str


class Batch(Rows, Protocol):
    """Rows while a batch of events goes over them: each event's changes are valid from its position."""

    def expect(self, scb_codes: Collection[str]) -> None:
        """Have the rows of these municipalities at hand, read all at once."""

    def at(self, position: int) -> None:
        """Let what follows be valid from this position."""

    def undo(self) -> None:
        """Take back what was done at this position."""

    def rewind(self, scb_code: str, position: int) -> None:
        """Let a municipality's rows be again as they were at a position."""

    def parked_from(self, stream: str) -> int | None:
        """Return the position of the first event of the stream that is set aside."""

    def park(self, parked: Parked) -> None:
        """Set an event aside, and with it all later ones of its stream."""


class Subscription(Protocol):
    """Under which name something follows the log; the version grows when it is to begin anew."""

    @property
    def name(self) -> str:
        """The name that its position is kept under."""

    @property
    def version(self) -> int:
        """The version that its position is kept under."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The beginnings of all topics that concern it."""


@dataclass(frozen=True)
class Projection:
    """Name, version, rows and the function; the version is a part of its tables' names.

    An event may change no rows but those of its own municipality, since a rebuild sees no others.
    ``handles``: the classes of events that may change a row, ``Event`` for all of them. ``refolds``: a correction has
    the municipality's rows made anew from where they were before the corrected entry; a projection that shows both
    entries handles corrections itself.
    """

    name: str
    version: int
    kinds: tuple[type[Row], ...]
    project: Callable[[Rows, Recorded], None]
    handles: tuple[type[Event], ...] = (Event,)
    refolds: bool = True

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """The beginnings of all topics that matter: a correction of an entry may change the rows made from it."""
        if Event in self.handles:
            return ("",)
        return tuple(sorted({f"{kind.topic.split('.', 1)[0]}." for kind in self.handles}))

    def table(self, kind: type[Row]) -> str:
        """Return the name of the table for rows of this kind."""
        return f"{kind.table}_v{self.version}"


Work = Callable[[Batch], None]


class RowsUnavailable(Exception):
    """Rows could not be read: no fault of the event at hand."""


class Unstorable(Exception):
    """Rows were made that cannot be kept: the fault of one of the batch's events."""


class Earlier(Protocol):
    """What came before a batch of events."""

    def history(self, scope: str, since: UUID | None = None) -> Sequence[Entry]:
        """Return the events of a municipality's streams in order, its audit companions left out.

        ``since``: the id of the first one wanted; where there is no such event, all are returned.
        """


class Log(Earlier, Protocol):
    """What projections read of the log."""

    def read(self, after: int, limit: int) -> Sequence[Entry]:
        """Return events after a position, in order."""


@dataclass(frozen=True)
class Query:
    """A question to a view: equality, ranges, and a page of rows by the order's cursor."""

    kind: type[Row]
    equals: tuple[tuple[str, object], ...] = ()
    at_least: tuple[tuple[str, object], ...] = ()
    at_most: tuple[tuple[str, object], ...] = ()
    starts_with: tuple[tuple[str, str], ...] = ()
    among: tuple[tuple[str, tuple[object, ...]], ...] = ()
    order: str = "scb_code"
    descending: bool = False
    limit: int = 10_000


@dataclass(frozen=True)
class Version:
    """A row as it was from one position until another; until None: as it is."""

    row: Row
    valid_from: int
    valid_to: int | None = None


@dataclass(frozen=True)
class Whole:
    """All rows that are or were, of one moment: so many versions, to be gone through once, and what is set aside."""

    position: int
    count: int
    versions: Iterable[Version]
    parked: Sequence[Parked]


class ReadableViews(Protocol):
    """Rows for those who only read."""

    def positions(self, subscriptions: Iterable[Subscription]) -> dict[str, int]:
        """Return how far each has read."""

    def select(self, projection: Projection, query: Query, as_of: int | None = None) -> Sequence[Row]:
        """Return the rows that answer the query, as they are or as they were at a position of the log."""


class Views(ReadableViews, Protocol):
    """Where rows are kept: one transaction moves rows and position together."""

    def position(self, projection: Projection) -> int:
        """Return how far the projection has read."""

    def advance(
        self, projection: Projection, after: int, position: int, work: Work, *, event_id: str | None = None
    ) -> bool:
        """Let ``work`` change rows, then move the position from ``after``: all or nothing.

        Returns False, with nothing done, when another runner has moved it already. Raises Unstorable.
        ``event_id``: of the event at ``position``, by which another log is told from this one.
        """

    def whole(self, projection: Projection, scb_code: str | None = None) -> AbstractContextManager[Whole]:
        """Yield all rows that are or were, of one municipality where one is named."""

    def parked(self, projection: Projection) -> list[Parked]:
        """Return the events that the projection has set aside, in the log's order."""
