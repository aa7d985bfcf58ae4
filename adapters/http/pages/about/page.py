"""What is told of the application itself: its accessibility, and its keyboard shortcuts."""

from __future__ import annotations

import re
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.authentication import Core, Language, MaybeSession
from adapters.http.pages.public import public_page

# When the statement was last held against the application.
_STATED_ON = date(2026, 11, 28)
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
# Which keys do what; pages mark what they lead to with the same keys.
_SHORTCUTS = (
    ("/", "search"),
    ("?", "list"),
    ("g c", "county"),
    ("g w", "work"),
    ("g h", "history"),
    ("g m", "own"),
    ("d", "day"),
    (",", "previous"),
    (".", "next"),
    ("<", "first"),
    (">", "last"),
    ("p", "play"),
)

router = APIRouter(include_in_schema=False)


@router.get("/accessibility")
def accessibility(request: Request, core: Core, lang: Language, session: MaybeSession) -> Response:
    """Return the statement of accessibility, with the way to report faults that the operator has set."""
    mail = core.contact if _MAIL.fullmatch(core.contact) else None
    told = {"contact": core.contact, "mail": mail, "stated_on": _STATED_ON}
    return public_page(request, core, lang, session, "about/accessibility.html", **told)


@router.get("/shortcuts")
def shortcuts(request: Request, core: Core, lang: Language, session: MaybeSession) -> Response:
    """Return the keyboard shortcuts, which can be turned off."""
    keys = [(pressed.split(" "), name) for pressed, name in _SHORTCUTS]
    return public_page(request, core, lang, session, "about/shortcuts.html", shortcuts=keys)
