"""Since which day the county tells what has happened: since the steering group met last, else for three months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adapters.http.pages.visit import Visit
from adapters.http.reading.changes import DEFAULT_MONTHS, months_before
from adapters.http.reading.reports import last_meeting


@dataclass(frozen=True)
class LookBack:
    """A day, and whether the steering group met on it."""

    day: date
    is_meeting: bool

    def said(self, visit: Visit, key: str) -> str:
        """Return a text about the day, which says if it is the last meeting's."""
        return visit.cat.text(f"{key}.meeting" if self.is_meeting else key, date=self.day)


def look_back(visit: Visit, code: str, asked: date | None = None) -> LookBack:
    """Return the day that is asked for, or the usual one; meetings are those that were known at the moment shown."""
    last = last_meeting(visit.reading, code, visit.moment.day)
    day = asked or last or months_before(visit.moment, DEFAULT_MONTHS)
    return LookBack(day, day == last)
