"""What every response gets: a request id, headers and a log line."""

from __future__ import annotations

from secrets import token_hex
from time import perf_counter

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.http.authentication import services
from adapters.http.error_responses import error_response
from adapters.http.forwarding import prefix_of
from adapters.runtime import diagnostics
from domain.people import Actor

# The server's own limit is held only against what it has to wait for.
MAX_HEAD_BYTES = 32 * 1024
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# As they are sent; an answer's own stand.
_HEADERS = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": over plain HTTP browsers would then hide from our own forms' check where a form came from.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
_HTTPS_ALONE = (b"strict-transport-security", b"max-age=31536000")
# Headers that hold addresses, and what one on this site begins with.
_ADDRESSES = {b"location": b"/", b"link": b"</"}
_HEAD_TOO_LARGE = 431


class ResponseMiddleware:
    """Gives every request an id and every response its headers; answers every error."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request; an error after the response has begun is raised: the server closes the connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, method, answered = perf_counter(), scope["method"], False
        request_id = token_hex(16)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if method == "HEAD":  # answered as GET, and the body left out; the server keeps the method that was asked
            scope = {**scope, "method": "GET"}
        request = Request(scope)

        async def answer(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                _complete(message, request, request_id)
                actor: Actor | None = scope.get("state", {}).get("actor")
                who = {"actor_ref": actor.ref, "actor_role": str(actor.role)} if actor else {}
                diagnostics.logger().info(
                    "request_answered",
                    method=method,
                    route=getattr(scope.get("route"), "path", "-"),
                    status=message["status"],
                    milliseconds=round((perf_counter() - started) * 1000, 1),
                    **who,
                )
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            _check_size(request)
            await self._app(scope, receive, answer)
        except ClientDisconnect:
            diagnostics.logger().info("client_left", method=method)
        except Exception as error:
            if answered:
                raise
            await error_response(request, error)(scope, receive, answer)


def _complete(start: Message, request: Request, request_id: str) -> None:
    own = [(name, _outside(name, value, request)) for name, value in start["headers"]]
    names = {name for name, _ in own}
    ours = [each for each in _HEADERS if each[0] not in names]
    if services(request).secure:
        ours.append(_HTTPS_ALONE)
    start["headers"] = [*own, *ours, (b"x-request-id", request_id.encode())]


def _outside(name: bytes, value: bytes, request: Request) -> bytes:
    """Return a header's value with an address as it is called from outside, behind the proxy's prefix."""
    opening = _ADDRESSES.get(name)
    if opening is None or not value.startswith(opening):
        return value
    return opening[:-1] + prefix_of(request).encode() + value[len(opening) - 1 :]


def _check_size(request: Request) -> None:
    """Refuse an address and headers that are too large together. Raises HTTPException 431."""
    size = len(request.scope["path"]) + len(request.scope["query_string"])
    size += sum(len(name) + len(value) + len(b": \r\n") for name, value in request.scope["headers"])
    if size > MAX_HEAD_BYTES:
        raise HTTPException(_HEAD_TOO_LARGE)
