"""Rows of a view, and how a projection changes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):  # noqa: PLW1641 -- a frozen model has a hash
    """A row of a view: ``table`` names it, ``key`` and ``indexed`` name fields of it.

    Every row says which municipality it belongs to (``scb_code``), so that a correction can have them made anew.
    ``appended``: a row that is put without having been got is a new one, so that nobody need look for an older.
    ``dated``: the field with the day on which what it tells happened, of rows that corrections do not make anew.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = ()
    appended: ClassVar[bool] = False
    dated: ClassVar[str] = "occurred_on"

    scb_code: str

    def __eq__(self, other: object) -> bool:
        """Whether all fields are equal; pydantic's own asks for what no row has, and took as long as the fold."""
        return type(self) is type(other) and vars(self) == vars(other)


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


class RowsUnavailable(Exception):
    """Rows could not be read: no fault of the event at hand."""


class Unstorable(Exception):
    """Rows were made that cannot be kept: the fault of one of the batch's events."""
