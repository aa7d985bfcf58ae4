"""Sweden's time, and counting in months and working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


def add_months(day: date, months: int) -> date:
    """Return the day that many months later, the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_working_days(day: date, count: int) -> date:
    """Return the day after that many Mondays to Fridays; public holidays are not counted off."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5  # noqa: PLR2004 -- Saturday is 5
    return day


def working_days_between(start: date, end: date) -> int:
    """Return how many Mondays to Fridays come after ``start`` up to and with ``end``."""
    return max(_working_days(end) - _working_days(start), 0)


def _working_days(until: date) -> int:
    """Return how many Mondays to Fridays there are up to a day, counted from the Monday that is the first of all."""
    weeks, days = divmod(until.toordinal(), 7)
    return 5 * weeks + min(days, 5)
