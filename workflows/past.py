"""What may be done, and what it follows from, as it was at an earlier moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PastDay:
    """A calendar that stands still."""

    day: date

    def today(self) -> date:
        """Return the day."""
        return self.day
