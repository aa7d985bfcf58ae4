"""What a proxy says of the address that the browser asked for."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from adapters.http.forwarding import HOST
from adapters.settings import PREFIX


class Forwarded:
    """Takes scheme, client, host and path prefix from the proxies that are trusted, and from nobody else.

    Inside, addresses have no prefix: it is taken from the path here, and set before links and redirects on the way out.
    """

    def __init__(self, app: ASGIApp, proxies: str, prefix: str) -> None:
        # Client and scheme as the server's own middleware reads them, whose list of proxies this one shares.
        self._app = ProxyHeadersMiddleware(app, proxies)  # type: ignore[arg-type]  # same calls, other names
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request."""
        if scope["type"] == "http":
            client = scope.get("client")
            told = Headers(scope=scope) if client and client[0] in self._app.trusted_hosts else Headers()
            prefix = _said(told, "X-Forwarded-Prefix", PREFIX).rstrip("/") or self._prefix
            host = _said(told, "X-Forwarded-Host", HOST)
            state = {**scope.get("state", {}), "prefix": prefix, "forwarded_host": host}
            scope = {**scope, **_inside(scope, prefix), "state": state}
        await self._app(scope, receive, send)  # type: ignore[arg-type]  # as above


def _said(headers: Headers, name: str, form: re.Pattern[str]) -> str:
    """Return a header's value, the first of several; empty where it has not the form."""
    value = headers.get(name, "").partition(",")[0].strip()
    return value if form.fullmatch(value) else ""


def _inside(scope: Scope, prefix: str) -> dict[str, object]:
    """Return the path without the prefix, which a proxy takes away or leaves."""
    path: str = scope["path"]
    if not prefix or not (path == prefix or path.startswith(f"{prefix}/")):
        return {}
    return {"path": path[len(prefix) :] or "/", "raw_path": scope["raw_path"][len(prefix) :] or b"/"}
