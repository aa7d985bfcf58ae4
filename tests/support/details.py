"""The parts of a municipality's work that events come to, folded in memory."""

from collections.abc import Sequence
from typing import cast

from domain.messages import Event
from projections.engine.rows import Rows
from projections.municipality import MUNICIPALITY
from projections.municipality.detail import DetailRow, Details
from tests.support.folding import PlainRows
from tests.support.given import Dated, recorded


def details_of(events: Sequence[Event | Dated]) -> Details:
    """Return the parts in the order in which pages have them."""
    rows = PlainRows()
    for each in recorded(events):
        MUNICIPALITY.project(cast("Rows", rows), each)
    found = [each for each in rows.rows.values() if isinstance(each, DetailRow)]
    return Details(each.detail for each in sorted(found, key=lambda each: (each.section, each.detail.on, each.ref)))
