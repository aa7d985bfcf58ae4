"""What projections read of the log, and under which name they follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.messages import Recorded


@dataclass(frozen=True)
class Unreadable:
    """An event in the log that cannot be decoded: where it is, and the class of what went wrong."""

    position: int
    stream: str
    event_id: str
    error: str


Entry = Recorded | Unreadable


class Earlier(Protocol):
    """What came before a batch of events."""

    def history(self, scope: str, since: UUID | None = None, until: int | None = None) -> Sequence[Entry]:
        """Return the events of a municipality's streams in order, its audit companions left out.

        ``since``: the id of the first one wanted; where there is no such event, all are returned.
        ``until``: the last position wanted.
        """


class Log(Earlier, Protocol):
    """What projections read of the log."""

    def read(self, after: int, limit: int) -> Sequence[Entry]:
        """Return events after a position, in order."""


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
