"""Step 3 of one municipality: its plan."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.municipality.frame import frame_of, shown
from adapters.http.pages.municipality.step import step_work
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.plan.view import plan_view
from adapters.http.pages.warned import warned
from domain.action_plan.commands import OpenPlanWork, ReviewPlan
from domain.values import Step

router = APIRouter(include_in_schema=False)

# What the page tells where it is.
_TOLD = ("plan-on-superseded-picture", "measure-overdue", "comment-overdue")


@router.get("/municipalities/{scb_code}/plan")
def plan(scb_code: str, visit: Reader) -> Response:
    """Return what the plan holds, what it answers and how it was decided."""
    work = work_of(visit, scb_code)
    found = plan_view(work)
    leading = (OpenPlanWork, ReviewPlan) if found.shelf else (ReviewPlan, OpenPlanWork)
    return shown(
        work,
        "plan/plan.html",
        frame_of(work, Step.ACTION_PLAN),
        plan=found,
        warned=warned(work, Step.ACTION_PLAN, _TOLD),
        step=step_work(work, Step.ACTION_PLAN, leading),
    )
