"""Days out of what programs write for them: a day with a time that is midnight, or nearly."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from domain.calendar import SWEDEN

_NEARLY = timedelta(minutes=1)
_HALF_A_DAY = timedelta(hours=12)
_ISO_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?",
    re.IGNORECASE,
)


class NotWhole(ValueError):
    """A moment that is no whole day, with the days that may be meant."""

    def __init__(self, first: date, second: date) -> None:
        super().__init__("not-whole-day")
        self.days = min(first, second), max(first, second)


def moment_written(text: str) -> datetime | None:
    """Return the moment that a text in ISO form names, or None."""
    try:
        return datetime.fromisoformat(text.upper()) if _ISO_TIME.fullmatch(text) else None
    except ValueError:
        return None


def whole_day(moment: datetime) -> date:
    """Return the day that begins at a moment, give or take a minute, by its own clock and by Sweden's day.

    Raises NotWhole.
    """
    written = moment.replace(tzinfo=None)
    own = _beginning(written)
    if moment.tzinfo is None:
        if own is None:
            raise NotWhole(written.date(), written.date() + timedelta(days=1))
        return own
    here = moment.astimezone(SWEDEN).replace(tzinfo=None)
    in_sweden = _beginning(here) or here.date()
    if own is None:
        other = in_sweden if in_sweden != written.date() else written.date() + timedelta(days=1)
        raise NotWhole(written.date(), other)
    if own != in_sweden:
        raise NotWhole(own, in_sweden)
    return own


def _beginning(moment: datetime) -> date | None:
    midnight = datetime.combine(moment + _HALF_A_DAY, datetime.min.time())
    return midnight.date() if abs(moment - midnight) <= _NEARLY else None
