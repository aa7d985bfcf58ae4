"""At which time something is recorded: that of the clock, which people and programs put back now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

# A clock that was put back by no more went wrong little by little, and has been through the time that it shows again;
# one that was put back by more had been put to a wrong time. As for ntpd, which mends no more than 1,000 seconds.
LONGEST_STEP = timedelta(minutes=15)
_TICK = timedelta(microseconds=1)


def stamp(now: datetime, latest: datetime | None) -> datetime:
    """Return the time at which to record, where something was recorded, or asked about, at a latest time before.

    Time stands still until a clock that was put back a little is there again, so that what was known by a moment stays
    what it was. A time far ahead was wrong: to wait for it would keep all that comes from being seen as of now.
    """
    if latest is None or latest <= now or latest - now > LONGEST_STEP:
        return now
    return latest + _TICK
