"""The successor's brief (M6): what somebody who takes over as contact person needs to know, on one page to print."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.brief.view import brief_view
from adapters.http.pages.dependencies import Reader
from adapters.http.pages.municipality.frame import frame_of, shown
from adapters.http.pages.municipality.work import work_of

router = APIRouter(include_in_schema=False)


@router.get("/municipalities/{scb_code}/brief")
def brief(scb_code: str, visit: Reader) -> Response:
    """Return where the work stands, what is open, what was decided, who does what, and what is next; no person."""
    work = work_of(visit, scb_code)
    frame = frame_of(work, page=visit.cat.text("ui.brief.title"), in_full=True)
    return shown(work, "brief/brief.html", frame, brief=brief_view(work, frame))
