"""The response clock of guidance: how many working days it may take, by when, and how many are left (C12, M4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.calendar import add_working_days, working_days_between
from domain.process import Thresholds


@dataclass(frozen=True)
class ResponseClock:
    """How long an answer may take, and how that stands on a day.

    ``left``: the working days until ``due``, without the day itself; ``late``: those since.
    """

    allowed: int
    due: date
    left: int
    late: int
    is_over: bool


def response_clock(asked: date, limits: Thresholds, day: date, *, acute: bool) -> ResponseClock:
    """Return the clock of a request for guidance on that day."""
    allowed = limits.guidance_acute_working_days if acute else limits.guidance_working_days
    due = add_working_days(asked, allowed)
    left, late = working_days_between(day, due), working_days_between(due, day)
    return ResponseClock(allowed, due, left, late, is_over=due < day)
