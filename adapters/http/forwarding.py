"""How a request's addresses look from outside, as the middleware of the same name found them out."""

from __future__ import annotations

import re
from typing import Literal, TypedDict

from fastapi import Request

from adapters.http.services import Services


class Kept(TypedDict):
    """For which addresses a cookie is kept, and who may read it."""

    path: str
    httponly: bool
    samesite: Literal["lax"]
    secure: bool


HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def prefix_of(request: Request) -> str:
    """Return what each address begins with outside, empty where the site has a host name of its own."""
    found: str = getattr(request.state, "prefix", "")
    return found


def is_secure(request: Request, core: Services) -> bool:
    """Whether the browser came over HTTPS, as far as a trusted proxy or the operator says."""
    return core.secure or request.url.scheme == "https"


def own_origin(request: Request, core: Services) -> str:
    """Return the origin that the browser came to: scheme, host and port; nothing where no host is named."""
    named = getattr(request.state, "forwarded_host", "") or request.headers.get("Host", "")
    scheme = "https" if is_secure(request, core) else "http"
    return origin(f"{scheme}://{named}") if HOST.fullmatch(named) else ""


def origin(given: str) -> str:
    """Return an origin as it is compared: in small letters, without the scheme's own port."""
    scheme, _, host = given.lower().partition("://")
    return f"{scheme}://{host.removesuffix(_DEFAULT_PORTS.get(scheme, ''))}"


def kept(request: Request, core: Services) -> Kept:
    """Return for which addresses our cookies are kept, and who may read them."""
    path = prefix_of(request) or "/"
    return {"path": path, "httponly": True, "samesite": "lax", "secure": is_secure(request, core)}
