"""The clock on the wall, and fresh ids."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Lock
from uuid import UUID, uuid4

from domain.calendar import SWEDEN
from workflows.ports import Clock
from workflows.stamps import stamp


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


class SteadyClock:
    """A clock that stands still where the one behind it was put back a little, until that is there again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._latest: datetime | None = None
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the time."""
        with self._lock:
            self._latest = stamp(self._clock.now(), self._latest)
            return self._latest

    def today(self) -> date:
        """Return the day in Sweden."""
        return self._clock.today()

    def new_id(self) -> UUID:
        """Return an id that nobody has."""
        return self._clock.new_id()
