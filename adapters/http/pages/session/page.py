"""Until when somebody is signed in; whoever opens the page stays so for longer."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Visiting

SESSION_ENDS_HEADER = "Femsteg-Session-Ends"

router = APIRouter(include_in_schema=False)


@router.get("/session")
def session(visit: Visiting) -> Response:
    """Return the page; scripts read its header."""
    page = visit.show("session/session.html")
    page.headers[SESSION_ENDS_HEADER] = visit.session.ends_at.isoformat()
    return page
