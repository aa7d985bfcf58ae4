"""Who is asking: a token's holder for programs, a session's for people."""

from __future__ import annotations

import re
from typing import Annotated, cast
from uuid import UUID

import structlog
from fastapi import Depends, Request

from adapters.http.forwarding import is_secure, prefix_of
from adapters.http.problems import Problem
from adapters.http.services import Services, SignedIn
from adapters.i18n.catalogue import LANGUAGES, negotiate
from domain.people import Actor

SESSION_COOKIE = "femsteg_session"
LANGUAGE_COOKIE = "femsteg_language"
SAVED_COOKIE = "femsteg_saved"
# Scripts say with it that they ask by themselves: nobody's session lasts on by that.
UNATTENDED_HEADER = "Femsteg-Unattended"
_BEARER = re.compile(r"(?i:Bearer) +([A-Za-z0-9_-]{20,100})")


def services(request: Request) -> Services:
    """Return what the composition root gave the application."""
    return cast("Services", request.app.state.services)


def session_cookie(request: Request) -> str:
    """Return the name of the session's cookie; over HTTPS one that only this very host can set.

    Behind a prefix the host is shared, and the cookie is for the prefix alone: browsers know no name for that.
    """
    if not is_secure(request, services(request)):
        return SESSION_COOKIE
    return f"__Secure-{SESSION_COOKIE}" if prefix_of(request) else f"__Host-{SESSION_COOKIE}"


def language_of(request: Request) -> str:
    """Return the caller's language: the session's, the cookie's, or what the browser or program asks for."""
    session = getattr(request.state, "session", None)
    chosen = session.language if session else request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else negotiate(request.headers.get("Accept-Language"))


def holder_of(request: Request, secret: str) -> tuple[Actor, UUID] | None:
    """Return whom a token stands for, and its id; None for a wrong one. Raises Problem 429."""
    core = services(request)
    return core.tokens_tried.looked_up(request, secret, core.access.holder)


def session_of(request: Request, *, is_use: bool = True) -> SignedIn | None:
    """Return the session that the request's cookie stands for, unless it has ended. Raises Problem 429."""
    core, secret = services(request), request.cookies.get(session_cookie(request), "")
    if not 20 <= len(secret) <= 100:  # noqa: PLR2004 -- a secret's length
        return None
    is_attended = is_use and UNATTENDED_HEADER not in request.headers

    def look(secret: str) -> SignedIn | None:
        return core.access.session(secret, core.clock.now(), is_use=is_attended)

    return core.sessions_tried.looked_up(request, secret, look)


def token_holder(request: Request) -> Actor:
    """Return whom the request's token stands for. Raises Problem 401, 429."""
    header = request.headers.get("Authorization", "")
    match = _BEARER.fullmatch(header)
    held = holder_of(request, match[1]) if match else None
    if held is None:
        raise Problem(401, "unauthenticated", headers={"WWW-Authenticate": "Bearer"})
    _note(request, held[0])
    return held[0]


def visiting(request: Request) -> SignedIn | None:
    """Return the session in which a page is asked for, looked up once; None where there is none."""
    if known := getattr(request.state, "session", None):
        return cast("SignedIn", known)
    session = session_of(request)
    if session is not None:
        request.state.session = session
        _note(request, session.actor)
    return session


def signed_in(request: Request) -> SignedIn:
    """Return the session. Raises Problem 401, which pages answer with the sign-in page."""
    session = visiting(request)
    if session is None:
        raise Problem(401, "unauthenticated")
    return session


def _note(request: Request, actor: Actor) -> None:
    """Bind the pseudonym to what is logged, in this thread and in the one that logs the response."""
    request.state.actor = actor
    structlog.contextvars.bind_contextvars(actor_ref=actor.ref, actor_role=str(actor.role))


# What only looks at the request is asynchronous: each plain function costs a request a turn in another thread.


async def _services(request: Request) -> Services:
    return services(request)


async def _language(request: Request) -> str:
    return language_of(request)


Core = Annotated[Services, Depends(_services)]
Holder = Annotated[Actor, Depends(token_holder)]
Language = Annotated[str, Depends(_language)]
Session = Annotated[SignedIn, Depends(signed_in)]
MaybeSession = Annotated[SignedIn | None, Depends(visiting)]
