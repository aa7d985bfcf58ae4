"""What a decision looks at, as it was at an earlier moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.messages import Recorded
from workflows.ports import Streams


@dataclass(frozen=True)
class PastStreams:
    """Streams as they were at a position of the log."""

    store: Streams
    position: int

    def load(self, stream: str) -> list[Recorded]:
        """Return the events that a stream had then."""
        return [each for each in self.store.load(stream) if each.position <= self.position]

    def streams(self, scope: str) -> list[str]:
        """Return the names of a municipality's streams that had begun."""
        return [each for each in self.store.streams(scope) if self.load(each)]


@dataclass(frozen=True)
class PastDay:
    """A calendar that stands still."""

    day: date

    def today(self) -> date:
        """Return the day."""
        return self.day
