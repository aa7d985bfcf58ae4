"""A municipality's timeline."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Cursor, Format, Reader
from adapters.http.pages.entries import PAGE, SHEET, shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.frame import frame_of, shown
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.visit import Visit
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.sheets.trail import trail_sheet
from domain.values import Step

router = APIRouter(include_in_schema=False)


@router.get("/municipalities/{scb_code}/timeline")
def timeline(
    scb_code: str, visit: Reader, cursor: Cursor = None, step: Step | None = None, fmt: Format = None
) -> Response:
    """Return what has happened in one municipality, or in one of its steps, in all cycles, the latest first."""
    visit.place(scb_code)
    limit = SHEET if fmt else PAGE
    wanted = TrailFilter(municipality=scb_code, step=step, refusals=False, by_day=True, before=cursor, limit=limit)
    rows = trail(visit.reading, wanted)
    if fmt:
        return trail_sheet(fmt, visit.request, rows, limit, visit.moment, visit.cat, visit.codes)
    work, path = work_of(visit, scb_code), f"/municipalities/{scb_code}/timeline"
    return shown(
        work,
        "timeline/municipality.html",
        frame_of(work, page=_title(visit, step)),
        step=step,
        events=[shown_entry(visit, row, work.names) for row in rows],
        next=with_query(path, step=step, cursor=rows[-1].position) if len(rows) == PAGE else None,
        first=path if cursor or step else None,
        sheet=with_query(path, step=step),
    )


def _title(visit: Visit, step: Step | None) -> str:
    title = visit.cat.text("ui.timeline.title")
    return f"{title} \N{EN DASH} {visit.cat.text(f'ui.path.{step}')}" if step else title
