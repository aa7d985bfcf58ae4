"""Which scopes have changed since a position: entries that every view holds; a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace

from adapters.http.reading.reading import Reading, one_of
from projections.audit_trail import AUDIT_TRAIL, EntryRow
from projections.engine.views import Query
from projections.registry import PROJECTIONS

# Codes of scopes; None for all that the log holds.
Scopes = frozenset[str] | None

_MOST = 1_000
# More entries than that are of an import, or of a night: all is read anew.
_FEW = 50


def changed_since(reading: Reading, scopes: Scopes, after: int) -> int:
    """Return the position of the scopes' latest entry after that one, 0 where there is none."""
    asked = replace(_between(after, reading.position()), descending=True, limit=1)
    asked = asked if scopes is None else one_of(asked, "scb_code", scopes)
    return max((row.position for row in reading.select(AUDIT_TRAIL, asked, EntryRow)), default=0)


def latest_changes(reading: Reading, after: int) -> tuple[int, dict[str, int]]:
    """Return how far was looked, and the position of the latest entry after that one by its scope.

    Of many at once, such as an import, the rest comes with the next look.
    """
    position = reading.position()
    if position <= after:
        return after, {}
    rows = reading.select(AUDIT_TRAIL, _between(after, position), EntryRow)
    looked = rows[-1].position if len(rows) == _MOST else position
    return looked, {row.scb_code: row.position for row in rows}


def scopes_since(reading: Reading, after: int) -> frozenset[str] | None:
    """Return the scopes of which something was recorded since a position; None where they are many, or unknown."""
    positions = reading.views.positions(PROJECTIONS)
    if positions[AUDIT_TRAIL.name] < max(positions.values()) or reading.views.parked_by_any([AUDIT_TRAIL]):
        return None  # the trail does not tell of all that other views have read
    rows = reading.select(
        AUDIT_TRAIL,
        Query(EntryRow, at_least=(("position", after + 1),), order=("position",), limit=_FEW + 1),
        EntryRow,
    )
    return None if len(rows) > _FEW else frozenset(each.scb_code for each in rows)


def _between(after: int, until: int) -> Query:
    return Query(
        EntryRow,
        equals=(("refusal", False),),
        at_least=(("position", after + 1),),
        at_most=(("position", until),),
        order=("position",),
        limit=_MOST,
    )
