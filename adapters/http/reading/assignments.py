"""Which coordinator is in charge of which municipalities, as the programme's assignments have it."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.http.reading.reading import Reading
from projections.engine.views import Query
from projections.programme import PROGRAMME
from projections.programme.rows import CoordinatorRow


def assignments(reading: Reading, county: str) -> Mapping[str, frozenset[str]]:
    """Return by pseudonym the municipalities of each coordinator who is assigned some; empty without the right."""
    if not reading.visibility.may_read(county):
        return {}
    rows = reading.select(PROGRAMME, Query(CoordinatorRow, equals=(("scb_code", county),)), CoordinatorRow)
    return {each.coordinator: frozenset(each.municipalities) for each in rows if each.until is None}


def is_mine(scb_code: str, actor_ref: str, assigned: Mapping[str, frozenset[str]]) -> bool:
    """Whether a municipality is in this coordinator's charge: assigned to them, or to nobody at all."""
    return scb_code in assigned.get(actor_ref, ()) or not any(scb_code in each for each in assigned.values())
