"""Where the rows of projections are kept and read: the port that the adapters implement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from projections.engine.log import Subscription
from projections.engine.projection import Projection
from projections.engine.rows import Batch, Parked, Row

Work = Callable[[Batch], None]

# As the limit of a question whose answer may lack none.
EVERY_ROW = 2**62


@dataclass(frozen=True)
class Query:
    """A question to a view: equality, ranges, and a page of rows in an order.

    ``before``: values of the order's columns; rows that come before these in ascending order.
    """

    kind: type[Row]
    equals: tuple[tuple[str, object], ...] = ()
    at_least: tuple[tuple[str, object], ...] = ()
    at_most: tuple[tuple[str, object], ...] = ()
    starts_with: tuple[tuple[str, str], ...] = ()
    among: tuple[tuple[str, tuple[object, ...]], ...] = ()
    before: tuple[object, ...] = ()
    order: tuple[str, ...] = ("scb_code",)
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

    def count(self, projection: Projection, query: Query, as_of: int | None = None) -> int:
        """Return how many rows answer the query, no more than its limit."""

    def parked(self, projection: Projection) -> list[Parked]:
        """Return the events that the projection has set aside, in the log's order."""

    def parked_by_any(self, projections: Sequence[Projection]) -> list[Parked]:
        """Return the events that some projections have set aside, in the log's order."""


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
