"""From a day to a position of the log, and back.

A position counts as recorded by a moment if it, or any that follows it, was: where the clock was wrong once, those that
came after it was put right tell better. What was recorded by a moment is then all up to some position.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Protocol

from domain.calendar import SWEDEN


class Times(Protocol):
    """When what the log holds was recorded."""

    def recorded_by(self, moment: datetime, head: int) -> int:
        """Return the last position up to a head that was recorded by a moment, 0 for none."""

    def recorded_at(self, position: int) -> datetime | None:
        """Return when a position counts as recorded: the earliest time from there on; None where nothing is."""


def position_after_day(log: Times, head: int, day: date) -> int:
    """Return the last position recorded on a day in Sweden or before it."""
    midnight = datetime.combine(day + timedelta(days=1), time(), SWEDEN)
    return log.recorded_by(midnight - timedelta(microseconds=1), head)


def day_of(log: Times, position: int) -> date | None:
    """Return the day in Sweden on which a position was recorded, None where nothing was."""
    at = log.recorded_at(position)
    return at.astimezone(SWEDEN).date() if at else None
