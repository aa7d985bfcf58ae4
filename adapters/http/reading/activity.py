"""How much was entered for each month, by what was known at a moment and by what is known now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapters.http.reading.reading import Reading, one_of
from projections.activity import ACTIVITY, ActivityRow
from projections.engine.views import EVERY_ROW, Query

Month = tuple[int, int]


@dataclass(frozen=True)
class Activity:
    """Entries by year and month: those that were known then, and all that are known."""

    then: Mapping[Month, int]
    now: Mapping[Month, int]


def activity(reading: Reading, scope: str | None, position: int) -> Activity:
    """Return the entries of a scope, of all that the person may see where none is named, as far as a position."""
    whole = reading.now()
    scopes = whole.visibility.within(frozenset({scope}) if scope else None)
    if not whole.visibility.reads_work or scopes == frozenset():
        return Activity({}, {})
    asked = Query(ActivityRow, limit=EVERY_ROW)
    asked = asked if scopes is None else one_of(asked, "scb_code", scopes)
    past = _counted(whole.as_of(position).select(ACTIVITY, asked, ActivityRow)) if reading.is_past else None
    if scopes is None:
        now = whole.recent.answer("activity", None, lambda: _counted(whole.select(ACTIVITY, asked, ActivityRow)))
    else:
        now = _counted(whole.select(ACTIVITY, asked, ActivityRow))
    return Activity(now if past is None else past, now)


def _counted(rows: Iterable[ActivityRow]) -> Mapping[Month, int]:
    by_year: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row.months)
    return {
        (year, month): number
        for year, places in by_year.items()
        for month, number in enumerate(map(sum, zip(*places, strict=True)), 1)
        if number
    }
