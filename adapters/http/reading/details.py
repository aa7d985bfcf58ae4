"""The parts of a municipality's work."""

from __future__ import annotations

from adapters.http.reading.protection import readable_details
from adapters.http.reading.reading import Reading
from projections.engine.projection import Query
from projections.municipality import MUNICIPALITY, DetailRow


def details(reading: Reading, scb_code: str) -> dict[str, list[DetailRow]]:
    """Return the parts of a municipality's work by section, as far as the person may read them."""
    if not reading.visibility.reaches(scb_code):
        return {}
    rows = reading.select(MUNICIPALITY, Query(DetailRow, equals=(("scb_code", scb_code),)), DetailRow)
    found: dict[str, list[DetailRow]] = {}
    for row in sorted(readable_details(reading, scb_code, rows), key=lambda each: (each.section, each.on, each.ref)):
        found.setdefault(row.section, []).append(row)
    return found
