"""The rows as they were before a batch of events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol
from uuid import UUID

from projections.engine.log import Entry
from projections.engine.rows import Row


class Stored(Protocol):
    """The rows as they were before the batch."""

    def expect(self, kind: type[Row], scb_codes: Collection[str]) -> None:
        """Have the rows of these municipalities at hand, read all at once."""

    def one(self, kind: type[Row], key: tuple[object, ...]) -> Row | None:
        """Return the row with that key."""

    def of(self, kind: type[Row], scb_code: str, as_of: int | None = None) -> Iterable[Row]:
        """Return a municipality's rows, as they are or as they were at a position."""


class Nothing:
    """What there is before the log's first event."""

    def history(
        self,
        scope: str,  # noqa: ARG002 -- of any municipality
        since: UUID | None = None,  # noqa: ARG002 -- same
        until: int | None = None,  # noqa: ARG002 -- same
    ) -> Sequence[Entry]:
        """Return no events."""
        return ()

    def expect(self, kind: type[Row], scb_codes: Collection[str]) -> None:
        """Read nothing."""

    def one(self, kind: type[Row], key: tuple[object, ...]) -> Row | None:  # noqa: ARG002 -- of any kind
        """Return no row."""
        return None

    def of(self, kind: type[Row], scb_code: str, as_of: int | None = None) -> Iterable[Row]:  # noqa: ARG002 -- same
        """Return no rows."""
        return ()
