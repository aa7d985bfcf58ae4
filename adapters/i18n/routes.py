"""What is at an address, in words: of the routes whose reading is on record in audit cases."""

from __future__ import annotations

from itertools import groupby

from adapters.i18n.catalogue import Catalogue

_SCOPES = ("municipalities", "counties")


def route_key(route: str) -> str:
    """Return what a route is worded by: its parts without the scope, whichever way it is asked for."""
    parts = route.removeprefix("/api/v1").strip("/").split("/")
    if parts[0] in _SCOPES and len(parts) > 1:
        parts = parts[2:] or parts[:1]
    named = ("one" if each.startswith("{") else each for each in parts)
    return f"route.{'.'.join(each for each, _ in groupby(named))}"


def route_text(route: str, cat: Catalogue) -> str:
    """Return what is there; the route itself where it is none of this release."""
    key = route_key(route)
    return cat.text(key) if cat.has(key) else route
