"""The work queue: what needs attention across the municipalities."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.attention import waiting
from adapters.http.pages.dependencies import Format, Reader
from adapters.http.reading.county import overview, queue_of
from adapters.http.sheets.county import queue_sheet

router = APIRouter(include_in_schema=False)


@router.get("/work-queue")
def work_queue(visit: Reader, fmt: Format = None) -> Response:
    """Return what waits, why, and what clears it (C1)."""
    seen = overview(visit.reading, visit.core.county, visit.today)
    found = queue_of(seen)
    if fmt:
        return queue_sheet(fmt, found, visit.moment, visit.cat, visit.codes)
    items = waiting(visit, [(standing.name, each) for standing, each in found])
    unjudged = [each.standing for each in seen.everywhere if not each.is_judged]
    return visit.show_view("work_queue/work_queue.html", items=items, unjudged=unjudged)
