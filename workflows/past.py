"""What a decision looks at, as it was at an earlier moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.messages import Recorded
from workflows.ports import EventStore
from workflows.working import Working


class PastWorking(Working):
    """Streams as they were at a position of the log."""

    def __init__(self, store: EventStore, position: int) -> None:
        super().__init__(store)
        self._position = position

    def history(self, stream: str) -> Sequence[Recorded]:
        """Return the events that a stream had then."""
        return [each for each in super().history(stream) if each.position <= self._position]

    def streams(self, scope_code: str) -> list[str]:
        """Return the names of the streams that had begun."""
        return [each for each in super().streams(scope_code) if self.history(each)]


@dataclass(frozen=True)
class PastDay:
    """A calendar that stands still."""

    day: date

    def today(self) -> date:
        """Return the day."""
        return self.day
