"""The shape of a projection: a declaration and one pure function from events to rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from domain.messages import Recorded


class Row(BaseModel):
    """A row of a view: ``table`` names it, ``key`` and ``indexed`` name fields of it.

    Every row says which municipality it belongs to (``scb_code``), so that a correction can have them made anew.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = ()

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

    def forget(self, scb_code: str) -> None:
        """Take all of a municipality's rows away, to be made anew."""


@dataclass(frozen=True)
class Projection:
    """Name, version, rows and the function; the version is a part of its tables' names.

    ``refolds``: a correction has the municipality's rows made anew from its corrected history; a projection that
    shows both entries handles corrections itself.
    """

    name: str
    version: int
    kinds: tuple[type[Row], ...]
    project: Callable[[Rows, Recorded], None]
    refolds: bool = True

    def table(self, kind: type[Row]) -> str:
        """Return the name of the table for rows of this kind."""
        return f"{kind.table}_v{self.version}"


Work = Callable[[Rows], None]


class Log(Protocol):
    """What projections read of the log."""

    def read(self, after: int, limit: int) -> list[Recorded]:
        """Return events after a position, in order."""

    def load(self, stream: str) -> list[Recorded]:
        """Return a stream's events."""

    def streams(self, scope: str) -> list[str]:
        """Return the streams of a municipality."""


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


class Views(Protocol):
    """Where rows are kept: one transaction moves rows and position together."""

    def position(self, projection: Projection) -> int:
        """Return how far the projection has read."""

    def advance(self, projection: Projection, after: int, position: int, work: Work) -> bool:
        """Let ``work`` change rows, then move the position from ``after``: all or nothing.

        Returns False, with nothing done, when another runner has moved it already.
        """

    def select(self, projection: Projection, query: Query) -> Sequence[Row]:
        """Return the rows that answer the query."""
