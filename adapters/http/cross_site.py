"""Protection against forms sent from other sites (CSRF)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from adapters.http.authentication import services
from adapters.http.forwarding import origin, own_origin
from adapters.http.problems import Problem
from adapters.runtime import diagnostics


async def _same_origin(request: Request) -> None:
    """Refuse a form that another site sent: by Fetch metadata, which browsers send over HTTPS, else by Origin.

    Raises Problem 403.
    """
    site, given = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = own_origin(request, services(request))
    if site is None and (given is None or origin(given) == own):
        return
    if site not in {"same-origin", "none"}:
        # The origin that the server takes for its own: a proxy that changes it shows here.
        diagnostics.logger().warning("foreign_form", host=own)
        raise Problem(403, "foreign-form")


SameOrigin = Annotated[None, Depends(_same_origin)]
