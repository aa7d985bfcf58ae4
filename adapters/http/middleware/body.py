"""A request's body, received whole before anybody works on it: a slow sender holds up no one else."""

from __future__ import annotations

from anyio import fail_after
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.http.problems import Problem

MAX_BODY_BYTES = 256 * 1024
BODY_SECONDS = 10.0
_TOO_LARGE = 413


class WholeBody:
    """Receives bodies, within a size and a time, and hands each on in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request. Raises HTTPException 413, Problem 408, or ClientDisconnect where the sender left."""
        if scope["type"] == "http" and _is_to_come(headers := Headers(scope=scope)):
            receive = _in_one_piece(await _received(headers, receive), receive)
        await self._app(scope, receive, send)


def _is_to_come(headers: Headers) -> bool:
    return "Transfer-Encoding" in headers or headers.get("Content-Length", "0") != "0"


async def _received(headers: Headers, receive: Receive) -> bytes:
    announced = headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise HTTPException(_TOO_LARGE)
    try:
        with fail_after(BODY_SECONDS):
            return await _whole(receive)
    except TimeoutError as error:
        raise Problem(408, "request-timeout", headers={"Connection": "close"}) from error


async def _whole(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(_TOO_LARGE)
        if not message.get("more_body", False):
            return bytes(body)


def _in_one_piece(body: bytes, receive: Receive) -> Receive:
    pieces = [body]

    async def received() -> Message:
        if pieces:
            return {"type": "http.request", "body": pieces.pop(), "more_body": False}
        return await receive()

    return received
