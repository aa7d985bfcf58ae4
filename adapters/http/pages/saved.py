"""The way from a form that was sent to the page that says, once, what was saved."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import SAVED_COOKIE
from adapters.http.forwarding import kept
from adapters.http.pages.links import with_done
from adapters.http.services import Services

# How long a browser may take to come there.
_SECONDS = 300


def saved(request: Request, core: Services, address: str, position: int) -> Response:
    """Return the way to a page that tells what was saved up to a position of the log.

    It says so once: its address may be opened again at any time.
    """
    response = RedirectResponse(with_done(address, position), 303)
    response.set_cookie(SAVED_COOKIE, str(position), _SECONDS, **kept(request, core))
    return response
