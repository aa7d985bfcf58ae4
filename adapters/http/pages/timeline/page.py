"""A municipality's timeline."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Cursor, Format, Reader
from adapters.http.pages.entries import PAGE, SHEET, shown_entry
from adapters.http.pages.item_names import names_of
from adapters.http.pages.links import with_query
from adapters.http.reading.details import details
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.scopes import Location
from adapters.http.sheets.trail import trail_sheet
from domain.scope import Scope
from domain.values import Step

router = APIRouter(include_in_schema=False)


@router.get("/municipalities/{scb_code}/timeline")
def timeline(
    scb_code: str, visit: Reader, cursor: Cursor = None, step: Step | None = None, fmt: Format = None
) -> Response:
    """Return what has happened in one municipality, or in one of its steps, in all cycles, the latest first."""
    place = visit.place(scb_code)
    limit = SHEET if fmt else PAGE
    wanted = TrailFilter(municipality=scb_code, step=step, refusals=False, by_day=True, before=cursor, limit=limit)
    rows = trail(visit.reading, wanted)
    if fmt:
        return trail_sheet(fmt, visit.request, rows, limit, visit.moment, visit.cat, visit.codes)
    path = f"/municipalities/{scb_code}/timeline"
    names = names_of(visit, details(visit.reading, scb_code))
    return visit.show_view(
        "timeline/timeline.html",
        location=Location(Scope.of(scb_code), place.name),
        step=step,
        events=[shown_entry(visit, row, names) for row in rows],
        next=with_query(path, step=step, cursor=rows[-1].position) if len(rows) == PAGE else None,
        first=path if cursor or step else None,
        sheet=with_query(path, step=step),
    )
