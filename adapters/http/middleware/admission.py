"""The door: every request has its time, and a house that is full says so at once instead of letting them queue."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.problems import Problem
from adapters.runtime.deadline import within

# A caller is answered within five seconds; what comes after the time is up takes a little, too.
DEADLINE_SECONDS = 3.5
_EXEMPT = ("/health/", "/metrics")


class Admission:
    """Lets in so many requests at once, and gives each its time; watchmen pass.

    Those inside queue for a thread. Whose turn comes when the time is up gives up at the first look into the database.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or raise Problem 503."""
        if scope["type"] != "http":
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
