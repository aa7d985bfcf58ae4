"""The clock of an invented history."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from adapters.demo.ids import demo_id


class DemoClock:
    """A clock that stands where it is put, a minute later at each look, with ids that are the same each time."""

    def __init__(self) -> None:
        self._day = date.min
        self._looks = 0
        self._ids = 0

    def put(self, day: date) -> None:
        """Go on to a day's morning, or stay in it."""
        if day != self._day:
            self._day, self._looks = day, 0

    def now(self) -> datetime:
        """Return the time, in UTC."""
        self._looks += 1
        return datetime.combine(self._day, time(7), UTC) + timedelta(minutes=min(self._looks, 900))

    def today(self) -> date:
        """Return the day in Sweden."""
        return self._day

    def new_id(self) -> UUID:
        """Return an id that nobody has in this history."""
        self._ids += 1
        return demo_id("event", str(self._ids))
