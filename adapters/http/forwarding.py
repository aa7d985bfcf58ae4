"""How a request's addresses look from outside, as the middleware of the same name found them out."""

from __future__ import annotations

from fastapi import Request

from adapters.http.services import Services

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def prefix_of(request: Request) -> str:
    """Return what each address begins with outside, empty where the site has a host name of its own."""
    found: str = getattr(request.state, "prefix", "")
    return found


def is_secure(request: Request, core: Services) -> bool:
    """Whether the browser came over HTTPS, as far as a trusted proxy or the operator says."""
    return core.secure or request.url.scheme == "https"


def own_origin(request: Request) -> str:
    """Return the origin that the browser came to: scheme, host and port."""
    host = getattr(request.state, "forwarded_host", "") or request.headers.get("Host", "")
    return origin(f"{request.url.scheme}://{host}")


def origin(given: str) -> str:
    """Return an origin as it is compared: in small letters, without the scheme's own port."""
    scheme, _, host = given.lower().partition("://")
    return f"{scheme}://{host.removesuffix(_DEFAULT_PORTS.get(scheme, ''))}"
