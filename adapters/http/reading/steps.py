"""The way through the history event by event: the one reached, and those before and after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from adapters.http.reading.reading import Reading
from adapters.http.reading.trail import TrailFilter, trail
from projections.audit_trail import TrailRow


@dataclass(frozen=True)
class Steps:
    """The event that was the latest at a moment, and those one can go to from there, also later ones."""

    reached: TrailRow | None
    first: TrailRow | None
    previous: TrailRow | None
    next: TrailRow | None
    last: TrailRow | None


def recorded_steps(reading: Reading, wanted: TrailFilter, position: int, *, ends: bool = True) -> Steps:
    """Return the way from a position, in the order in which the events were recorded; without its ends if so asked."""
    whole, one = reading.now(), replace(wanted, limit=1)
    reached, previous, *_ = (*trail(whole, replace(wanted, before=position + 1, limit=2)), None, None)
    return Steps(
        reached,
        _one(whole, replace(one, earliest_first=True)) if ends else None,
        previous,
        _one(whole, replace(one, after=position, earliest_first=True)),
        _one(whole, one) if ends else None,
    )


def happened_steps(reading: Reading, wanted: TrailFilter, day: date, position: int, *, ends: bool = True) -> Steps:
    """Return the way from a day to the days before and after it on which something happened, as known at a position."""
    known, one = reading.now().as_of(position), replace(wanted, by_day=True, limit=1)
    return Steps(
        _one(known, replace(one, last_day=day)),
        _one(known, replace(one, earliest_first=True)) if ends else None,
        _one(known, replace(one, last_day=day - timedelta(days=1))) if day > date.min else None,
        _one(known, replace(one, first_day=day + timedelta(days=1), earliest_first=True)) if day < date.max else None,
        _one(known, one) if ends else None,
    )


def _one(reading: Reading, wanted: TrailFilter) -> TrailRow | None:
    found = trail(reading, wanted)
    return found[0] if found else None
