"""Protection against forms sent from other sites (CSRF)."""

from __future__ import annotations

from secrets import compare_digest
from typing import Annotated

from fastapi import Depends, Request

from adapters.http.problems import Problem
from adapters.http.services import SignedIn


async def _same_origin(request: Request) -> None:
    """Refuse a form that another site sent (Fetch metadata, else Origin). Raises Problem 403."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = f"{request.url.scheme}://{request.headers.get('Host', '')}"
    if site not in {None, "same-origin", "none"} or (site is None and origin not in {None, own}):
        raise Problem(403, "forbidden")


SameOrigin = Annotated[None, Depends(_same_origin)]


def check_csrf(session: SignedIn, given: str) -> None:
    """Refuse a form without its session's value. Raises Problem 403."""
    if not compare_digest(session.csrf.encode(), given.encode("utf-8", "replace")):
        raise Problem(403, "forbidden")
