"""The work queue: what needs attention across the municipalities."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.attention import waiting
from adapters.http.pages.dependencies import Format, Reader
from adapters.http.reading.county import queue
from adapters.http.sheets.county import queue_sheet

router = APIRouter(include_in_schema=False)


@router.get("/work-queue")
def work_queue(visit: Reader, fmt: Format = None) -> Response:
    """Return what waits, why, and what clears it (C1)."""
    found = queue(visit.reading, visit.core.county, visit.today)
    if fmt:
        return queue_sheet(fmt, found, visit.moment, visit.cat, visit.codes)
    items = waiting(visit, [(standing.name, each) for standing, each in found])
    return visit.show_view("work_queue/work_queue.html", items=items)
