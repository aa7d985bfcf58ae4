"""The parts of a municipality's work."""

from __future__ import annotations

from adapters.http.reading.protection import readable_details
from adapters.http.reading.reading import Reading
from projections.engine.views import Query
from projections.municipality import MUNICIPALITY
from projections.municipality.detail import DetailRow, Details


def details(reading: Reading, scb_code: str) -> Details:
    """Return the parts of a municipality's work by section, as far as the person may read them."""
    if not reading.visibility.reaches(scb_code):
        return Details()
    rows = reading.select(MUNICIPALITY, Query(DetailRow, equals=(("scb_code", scb_code),)), DetailRow)
    seen = readable_details(reading, scb_code, rows)
    return Details(row.detail for row in sorted(seen, key=lambda each: (each.section, each.detail.on, each.ref)))
