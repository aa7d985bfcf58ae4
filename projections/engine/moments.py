"""From a time or a day to a position of the log, and back.

An event's time is when its command was decided, and its position when it was stored: at once, or after a few seconds'
wait for its turn. So times grow with positions but for those few seconds.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from domain.calendar import SWEDEN
from domain.messages import Recorded
from projections.engine.log import Log

# Longer than anything waits to be stored before it is given up.
_LONGEST_WAIT = timedelta(seconds=10)
_PAGE = 200


def position_at(log: Log, head: int, moment: datetime) -> int:
    """Return the last position recorded at a moment or before it, 0 where there is none."""
    low, high = 0, head
    while low < high:
        middle = (low + high + 1) // 2
        found = _next_readable(log, middle - 1)
        if found is not None and found.envelope.recorded_at <= moment:
            low = max(middle, found.position)
        else:
            high = middle - 1
    return _last_stored(log, low, head, moment)


def _last_stored(log: Log, after: int, head: int, moment: datetime) -> int:
    """Return the last position recorded by a moment, when ``after`` is one and none lies long behind it."""
    last = after
    while after < head and (entries := log.read(after, _PAGE)):
        for each in entries:
            if each.position > head:
                return last
            if isinstance(each, Recorded) and each.envelope.recorded_at > moment + _LONGEST_WAIT:
                return last
            if isinstance(each, Recorded) and each.envelope.recorded_at <= moment:
                last = each.position
        after = entries[-1].position
    return last


def position_after_day(log: Log, head: int, day: date) -> int:
    """Return the last position recorded on a day in Sweden or before it."""
    midnight = datetime.combine(day + timedelta(days=1), time(), SWEDEN)
    return position_at(log, head, midnight - timedelta(microseconds=1))


def day_of(log: Log, position: int) -> date | None:
    """Return the day in Sweden on which a position was recorded, None where nothing was."""
    found = _next_readable(log, position - 1)
    return found.envelope.recorded_on if found else None


def _next_readable(log: Log, after: int) -> Recorded | None:
    while entries := log.read(after, 1):
        if isinstance(entries[0], Recorded):
            return entries[0]
        after = entries[0].position
    return None
