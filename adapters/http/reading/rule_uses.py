"""What was judged by a version of the process or of the questions, what went past a rule, what a rule refused (A10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.http.reading.reading import Reading, one_of
from adapters.http.reading.trail import events
from projections.audit_trail import AUDIT_TRAIL, RuleUse, RuleUseRow, TrailRow
from projections.engine.views import Query

# Counted no further than anybody cares.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Entries:
    """Entries that the person may see, a page of them, the latest first.

    ``count``: how many there are, one more than is counted where there are more. ``first``: the earliest of them all.
    ``cursor``: the position before which the next page begins, where there is one.
    """

    rows: Sequence[TrailRow]
    count: int
    first: TrailRow | None
    cursor: int | None = None

    @property
    def is_more(self) -> bool:
        """Whether there are more than are counted."""
        return self.count > MOST_COUNTED


NONE = Entries((), 0, None)


def judged_by(reading: Reading, definition: str, before: int | None, limit: int) -> Entries:
    """Return the entries that a version of the process judged."""
    asked = _seen(reading, Query(TrailRow, equals=(("process_version", definition),), order=("position",)))
    if asked is None:
        return NONE
    rows = reading.select(AUDIT_TRAIL, _page(asked, before, limit), TrailRow)
    first = reading.select(AUDIT_TRAIL, replace(asked, limit=1), TrailRow)
    shown = events(reading, [each.event_id for each in rows]) if rows else []
    return Entries(shown, _count(reading, asked), first[0] if first else None, _cursor(rows, limit))


def used(reading: Reading, rule: str, use: RuleUse, before: int | None, limit: int) -> Entries:
    """Return the entries that went past a rule, that it refused, or that a set of questions judged."""
    asked = _seen(reading, Query(RuleUseRow, equals=(("rule", rule), ("use", use)), order=("position",)))
    if asked is None:
        return NONE
    rows = reading.select(AUDIT_TRAIL, _page(asked, before, limit), RuleUseRow)
    first = reading.select(AUDIT_TRAIL, replace(asked, limit=1), RuleUseRow)
    ids = {each.event_id for each in (*rows, *first)}
    found = {each.event_id: each for each in (events(reading, sorted(ids)) if ids else ())}
    shown = [found[each.event_id] for each in rows if each.event_id in found]
    earliest = found.get(first[0].event_id) if first else None
    return Entries(shown, _count(reading, asked), earliest, _cursor(rows, limit))


def _seen(reading: Reading, asked: Query) -> Query | None:
    """Return the question as far as the person may see; None for nothing."""
    scopes = reading.visibility.within(None)
    if not reading.visibility.reads_work or scopes == frozenset():
        return None
    return asked if scopes is None else one_of(asked, "scb_code", scopes)


def _page(asked: Query, before: int | None, limit: int) -> Query:
    paged = replace(asked, descending=True, limit=limit)
    return paged if before is None else replace(paged, before=(before,))


def _cursor(rows: Sequence[TrailRow] | Sequence[RuleUseRow], limit: int) -> int | None:
    return rows[-1].position if len(rows) == limit else None


def _count(reading: Reading, asked: Query) -> int:
    return reading.views.count(AUDIT_TRAIL, replace(asked, limit=MOST_COUNTED + 1))
