"""The first page: each role's own, where its work begins."""

from __future__ import annotations

from typing import assert_never

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from adapters.http.pages.dependencies import Viewing
from domain.people import Actor
from domain.values import Role

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(visit: Viewing) -> Response:
    """Go where the visitor's work begins."""
    return RedirectResponse(visit.moment.at(home_of(visit.actor, visit.core.county)), 303)


def home_of(actor: Actor, county: str) -> str:
    """Return where a person's work begins."""
    match actor.role:
        case Role.COORDINATOR:
            return "/work"
        case Role.CONTACT if actor.municipality:
            return f"/municipalities/{actor.municipality}"
        case Role.AUDITOR:
            return f"/counties/{county}/history"
        case Role.ADMINISTRATOR:
            return "/operations"
        case Role.MANAGER | Role.CONTACT | Role.SYSTEM:
            return f"/counties/{county}"
        case _:
            assert_never(actor.role)
