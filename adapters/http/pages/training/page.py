"""Step 4 of one municipality: the training of its staff."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.municipality.frame import frame_of, shown
from adapters.http.pages.municipality.step import step_work
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.training.view import training_view
from adapters.http.pages.warned import warned
from domain.training.commands import HoldSession, PlanSession
from domain.values import Step

router = APIRouter(include_in_schema=False)

# What the page tells where it is.
_TOLD = ("training-stale", "session-past")


@router.get("/municipalities/{scb_code}/training")
def training(scb_code: str, visit: Reader) -> Response:
    """Return whom training has reached in which stages, what is planned and what is lacking."""
    work = work_of(visit, scb_code)
    return shown(
        work,
        "training/training.html",
        frame_of(work, Step.STAFF_TRAINING),
        training=training_view(work),
        warned=warned(work, Step.STAFF_TRAINING, _TOLD),
        step=step_work(work, Step.STAFF_TRAINING, (HoldSession, PlanSession)),
    )
