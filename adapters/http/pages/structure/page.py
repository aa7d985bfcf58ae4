"""Step 2 of one municipality: what hosts the work, who does what and in which order, and the ways of information."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.municipality.frame import frame_of, shown
from adapters.http.pages.municipality.step import step_work
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.structure.view import structure_view
from domain.structure_review.commands import OrderResponsibility
from domain.values import Step

router = APIRouter(include_in_schema=False)


@router.get("/municipalities/{scb_code}/structure")
def structure(scb_code: str, visit: Reader) -> Response:
    """Return the structure with what closing the step asks for, its own acts and its events."""
    work = work_of(visit, scb_code)
    return shown(
        work,
        "structure/structure.html",
        frame_of(work, Step.STRUCTURE_REVIEW),
        structure=structure_view(work),
        step=step_work(work, Step.STRUCTURE_REVIEW, (OrderResponsibility,)),
    )
