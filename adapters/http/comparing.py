"""Two moments to be compared: which ones an address asks for, on which axis, and what is odd about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query

from adapters.http.moment import Moment, earlier, happening
from adapters.http.moment_parameters import Point, parsed_point
from adapters.http.problems import Problem
from adapters.http.reading.changes import DEFAULT_MONTHS, months_before
from adapters.http.services import Services

# What was known then and then, or what had happened by one day and by another, as it is known at the moment shown.
Axis = Literal["known", "happened"]
# The same moment twice; the later one first; one that is still to come.
Oddity = Literal["same", "swapped", "later"]


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    since: Point | None = None
    until: Point | None = None
    axis: Axis | None = None


@dataclass(frozen=True)
class Pair:
    """The two moments, the earlier one first, and what was odd about those that were asked for."""

    then: Moment
    now: Moment
    oddities: tuple[Oddity, ...] = ()

    @property
    def axis(self) -> Axis:
        """On which axis they lie."""
        return "happened" if self.now.happened_by else "known"

    @property
    def is_same(self) -> bool:
        """Whether there is nothing between them."""
        return _place(self.then) == _place(self.now)


_DESCRIPTION = "a day (the end of it, in Sweden), a time (RFC 3339) or a position of the log, alone or with a day"
Since = Annotated[
    str | None,
    Query(
        alias="from", max_length=400, description=f"The earlier moment: {_DESCRIPTION}; three months before without it"
    ),
]
Until = Annotated[
    str | None,
    Query(alias="to", max_length=400, description=f"The later moment: {_DESCRIPTION}; the one shown without it"),
]
By = Annotated[
    Axis | None,
    Query(alias="by", description="`known`: what was known at each; `happened`: what had happened by each day"),
]


def asked(since: Since = None, until: Until = None, by: By = None) -> Asked:
    """Return what is asked for. Raises RequestValidationError for what is no moment."""
    return Asked(parsed_point(since, "from"), parsed_point(until, "to"), by)


# What an address that compares asks for.
Comparing = Annotated[Asked, Depends(asked)]


def pair(core: Services, shown: Moment, wanted: Asked) -> Pair:
    """Return the moments to compare, as known at the one that is shown: whatever is asked for, it can be answered."""
    base = _on_axis(core, shown, wanted.axis)
    # The day that is shown is what is shown, at the present's price.
    until = base if wanted.until in {None, base.day} else _reached(core, base, wanted.until)
    since = _reached(core, base, wanted.since)
    is_later = until is None or (wanted.since is not None and since is None)
    now = until or base
    then = since or earlier(core, base, months_before(now, DEFAULT_MONTHS))
    is_swapped = _place(then) > _place(now)
    found = Pair(now, then) if is_swapped else Pair(then, now)
    odd: dict[Oddity, bool] = {
        "later": is_later,
        "swapped": is_swapped,
        "same": found.is_same,
    }
    return replace(found, oddities=tuple(name for name, holds in odd.items() if holds))


def strict_pair(core: Services, shown: Moment, wanted: Asked) -> Pair:
    """Return the same for a program. Raises Problem 422 for a moment to come, or the later one first."""
    found = pair(core, shown, wanted)
    if "later" in found.oddities:
        raise Problem(422, "not-yet")
    if "swapped" in found.oddities:
        raise Problem(422, "wrong-order")
    return found


def _on_axis(core: Services, shown: Moment, axis: Axis | None) -> Moment:
    """Return the moment that is shown, on the axis that is asked for."""
    if axis == "happened" and not shown.happened_by:
        return happening(core, shown, shown.day)
    if axis == "known" and shown.happened_by:
        return earlier(core, replace(shown, happened_by=None), shown.point or shown.position)
    return shown


def _reached(core: Services, base: Moment, point: Point | None) -> Moment | None:
    """Return an earlier moment; None where none is asked for, or one that is still to come."""
    try:
        return None if point is None else earlier(core, base, point)
    except Problem as problem:
        if problem.code != "not-yet":
            raise
        return None


def _place(moment: Moment) -> tuple[date, int] | tuple[int, date]:
    """Return where the moment is on its axis."""
    return (moment.day, 0) if moment.happened_by else (moment.position, moment.day)
