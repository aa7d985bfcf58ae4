"""Step 5 of one municipality: support and visits, which never depend on how far it has come (R9)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.municipality.frame import frame_of, shown
from adapters.http.pages.municipality.step import step_work
from adapters.http.pages.municipality.work import work_of
from adapters.http.pages.support.view import support_view
from domain.support.commands import LogContact, RequestGuidance
from domain.values import Role, Step

router = APIRouter(include_in_schema=False)


@router.get("/municipalities/{scb_code}/support")
def support(scb_code: str, visit: Reader) -> Response:
    """Return what waits for an answer, how long it is since a contact, and visits and needs."""
    work = work_of(visit, scb_code)
    # What a coordinator is to answer stands in the question itself.
    leading = (RequestGuidance,) if visit.actor.role is Role.CONTACT else (LogContact,)
    return shown(
        work,
        "support/support.html",
        frame_of(work, Step.ONGOING_SUPPORT),
        support=support_view(work),
        step=step_work(work, Step.ONGOING_SUPPORT, leading),
    )
