"""Protection against forms sent from other sites (CSRF)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from adapters.http.problems import Problem


async def _same_origin(request: Request) -> None:
    """Refuse a form that another site sent (Fetch metadata, else Origin). Raises Problem 403."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = f"{request.url.scheme}://{request.headers.get('Host', '')}"
    if site not in {None, "same-origin", "none"} or (site is None and origin not in {None, own}):
        raise Problem(403, "forbidden")


SameOrigin = Annotated[None, Depends(_same_origin)]
