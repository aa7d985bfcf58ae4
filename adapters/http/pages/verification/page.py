"""Verifications: what the last ones came to, and starting one in the background."""

from __future__ import annotations

from importlib.metadata import version
from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import Core
from adapters.http.command_request import KEY
from adapters.http.pages.dependencies import Visiting, present
from adapters.http.pages.submission import Submitted, first
from adapters.http.pages.verification.view import may_verify, shown
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.runtime.verification import UnderWay

_ADDRESS = "/verification"
_IDS = UUID("b0f4c0a2-6c0e-5f0e-9d0a-2f5a3a5f5f11")

router = APIRouter(include_in_schema=False)


@router.get(_ADDRESS)
def verification(visit: Visiting) -> Response:
    """Return what the last verifications came to, and how far one that runs has come."""
    _checked(visit)
    return _page(visit)


@router.post(_ADDRESS)
def start(request: Request, core: Core, submitted: Submitted) -> Response:
    """Start a verification, unless one runs; the same form sent twice starts one."""
    visit = present(request, submitted.session, core)
    _checked(visit)
    key = first(submitted.form, "key")
    if submitted.is_earlier or not KEY.fullmatch(key):
        return _page(visit, 422, "wrong")
    try:
        core.verifying.start(uuid5(_IDS, f"{visit.actor.ref}/{key}"), visit.actor, version("femsteg"))
    except UnderWay:
        return _page(visit, 409, "under-way")
    return RedirectResponse(_ADDRESS, 303)


def _checked(visit: Visit) -> None:
    if not may_verify(visit):
        raise Problem(403, "forbidden")


def _page(visit: Visit, status: int = 200, refused: str = "") -> Response:
    return visit.show(
        "verification/verification.html",
        status,
        shown=shown(visit),
        refused=refused,
        key=str(visit.core.clock.new_id()),
        reads_work=visit.visibility.reads_work,
    )
