"""What every response gets: a request id, headers and a log line."""

from __future__ import annotations

from secrets import token_hex
from time import perf_counter

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.http.error_responses import error_response
from adapters.runtime import diagnostics
from domain.people import Actor

MAX_BODY_BYTES = 256 * 1024
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# As they are sent; an answer's own stand.
_HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
_TOO_LARGE = 413


class ResponseMiddleware:
    """Gives every request an id and every response its headers; answers every error."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request; an error after the response has begun is raised: the server closes the connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, request_id, answered = perf_counter(), token_hex(16), False
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def answer(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                _complete(message, request_id)
                actor: Actor | None = scope.get("state", {}).get("actor")
                who = {"actor_ref": actor.ref, "actor_role": str(actor.role)} if actor else {}
                diagnostics.logger().info(
                    "request_answered",
                    method=scope["method"],
                    route=getattr(scope.get("route"), "path", "-"),
                    status=message["status"],
                    milliseconds=round((perf_counter() - started) * 1000, 1),
                    **who,
                )
            await send(message)

        request = Request(scope)
        try:
            _check_size(request)
            await self._app(scope, receive, answer)
        except Exception as error:
            if answered:
                raise
            await error_response(request, error)(scope, receive, answer)


def _complete(start: Message, request_id: str) -> None:
    own = list(start["headers"])
    names = {name for name, _ in own}
    ours = (each for each in _HEADERS if each[0] not in names)
    start["headers"] = [*own, *ours, (b"x-request-id", request_id.encode())]


def _check_size(request: Request) -> None:
    """Refuse a body whose announced length is too large; other bodies are counted while they arrive."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise HTTPException(_TOO_LARGE)
