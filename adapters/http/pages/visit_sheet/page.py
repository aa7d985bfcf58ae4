"""One page to print before a visit (C22): generated from events, with room for notes and without anybody's name."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.visit_sheet.content import blocks

router = APIRouter(include_in_schema=False)

_LEFT = frozenset({"last", "needs", "guidance", "measures"})


@router.get("/municipalities/{scb_code}/visit-sheet")
def visit_sheet(scb_code: str, visit: Reader) -> Response:
    """Return the sheet, as much of it as the visitor may read: planned visits are not for everybody."""
    work = work_of(visit, scb_code)
    found = blocks(work)
    return visit.show_view(
        "visit_sheet/visit_sheet.html",
        place=work.place,
        page=work.path,
        today=visit.today,
        position=visit.moment.position,
        columns=[[each for each in found if (each.key in _LEFT) is left] for left in (True, False)],
    )
