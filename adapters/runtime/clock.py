"""The clock on the wall, and fresh ids."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from domain.calendar import SWEDEN


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day in Sweden."""
        return self.now().astimezone(SWEDEN).date()

    def new_id(self) -> UUID:
        """Return an id that nobody has."""
        return uuid4()
