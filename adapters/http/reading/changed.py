"""Which scopes have changed since a position: entries that every view holds; a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace

from adapters.http.reading.reading import Reading, one_of
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.views import Query

# Codes of scopes; None for all that the log holds.
Scopes = frozenset[str] | None

_MOST = 1_000


def changed_since(reading: Reading, scopes: Scopes, after: int) -> int:
    """Return the position of the scopes' latest entry after that one, 0 where there is none."""
    asked = replace(_between(after, reading.position()), descending=True, limit=1)
    asked = asked if scopes is None else one_of(asked, "scb_code", scopes)
    return max((row.position for row in reading.select(AUDIT_TRAIL, asked, TrailRow)), default=0)


def latest_changes(reading: Reading, after: int) -> tuple[int, dict[str, int]]:
    """Return how far was looked, and the position of the latest entry after that one by its scope.

    Of many at once, such as an import, the rest comes with the next look.
    """
    position = reading.position()
    if position <= after:
        return after, {}
    rows = reading.select(AUDIT_TRAIL, _between(after, position), TrailRow)
    looked = rows[-1].position if len(rows) == _MOST else position
    return looked, {row.scb_code: row.position for row in rows}


def _between(after: int, until: int) -> Query:
    return Query(
        TrailRow,
        equals=(("refusal", False),),
        at_least=(("position", after + 1),),
        at_most=(("position", until),),
        order=("position",),
        limit=_MOST,
    )
