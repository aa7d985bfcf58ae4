"""What was drawn and read in an audit case, made up."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.http.pages.audit.view import ShownDrawn, ShownRead, ShownSample
from adapters.http.pages.style.samples.entries import CODE, Entries
from adapters.http.pages.visit import Visit
from projections.audit_case import SampleRow

_HERE, _ID = "#audit", "0123456789"


def samples(visit: Visit, entries: Entries) -> tuple[ShownSample, ShownSample]:
    """Return a sample that is weighted by risks, and one that drew nothing."""
    text = visit.cat.text
    risks = visit.cat.listed(text(f"ui.audit.risk.{each}") for each in ("corrected", "late"))
    drawn = (ShownDrawn(entries.corrected, risks, 7, _HERE), ShownDrawn(entries.made, "", 1, None))
    return (
        ShownSample(_sample(visit, "weighted"), text("value.sample_method.weighted"), drawn),
        ShownSample(_sample(visit, "plain"), text("value.sample_method.plain"), ()),
    )


def _sample(visit: Visit, method: str) -> SampleRow:
    return SampleRow(
        scb_code=CODE,
        case_id="case",
        sample_id=method,
        sample_method=method,
        sample_size=2,
        seed=1,
        weights=1,
        position=60,
        on=visit.today,
        event_id=_ID,
    )


def reads(visit: Visit) -> Iterator[ShownRead]:
    """Yield a page that was read twice, of an earlier moment and of now, and an event."""
    text, at, place = visit.cat.text, visit.core.clock.now(), visit.cat.text("ui.style.place")
    page, data = text("value.read_as.page"), text("value.read_as.data")
    yield ShownRead(at, place, text("aggregate.support"), "/style", page, None, 40, 61)
    yield ShownRead(at, place, text("aggregate.support"), "/style#audit", page, None, None, 62)
    yield ShownRead(at, place, text("ui.table.event"), "/style", data, _ID, None, 63)
