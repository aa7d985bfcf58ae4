"""Admission control: a bounded number of requests at once, and a deadline for each."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.problems import Problem
from adapters.runtime.deadline import within

# A caller is answered within five seconds; what comes after the time is up takes a little, too.
DEADLINE_SECONDS = 3.5
_EXEMPT = ("/health/", "/metrics")
# Lasts for as long as somebody looks at a page, and has bounds and deadlines of its own.
_LASTING = "/live"


class Admission:
    """Admits a bounded number of requests and gives each a deadline; health and metrics are always admitted.

    Admitted requests queue for a thread. One whose deadline has passed fails at its first use of the database.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or raise Problem 503."""
        if scope["type"] != "http" or scope["path"] == _LASTING:
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(_EXEMPT):
            with within(DEADLINE_SECONDS):
                await self._app(scope, receive, send)
            return
        if self._inside >= self._most:
            raise Problem(503, "unavailable", headers={"Retry-After": "1"})
        self._inside += 1
        try:
            with within(DEADLINE_SECONDS):
                await self._app(scope, receive, send)
        finally:
            self._inside -= 1
