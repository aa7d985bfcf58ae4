"""Signing in and out, and the choice of language."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import (
    LANGUAGE_COOKIE,
    Core,
    Language,
    session_cookie,
)
from adapters.http.pages.links import local_address
from adapters.http.pages.submission import Form, Sent, Submitted, first
from adapters.http.pages.templates import render
from adapters.http.problems import Problem
from adapters.http.services import Services
from adapters.i18n.catalogue import LANGUAGES
from domain.people import Actor

_YEAR_SECONDS = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def ask(request: Request, core: Core, lang: Language) -> Response:
    """Return the page to sign in on."""
    return _page(request, core, lang, request.query_params.get("next"), failed=False)


@router.post("/sign-in")
def sign_in(request: Request, core: Core, lang: Language, form: Sent) -> Response:
    """Open a session for the holder of a token, or for an invented person of a demonstration."""
    found = _demo_person(core, form) if core.is_demo else core.access.holder(first(form, "token").strip()[:200])
    if found is None:
        return _page(request, core, lang, first(form, "next"), failed=True)
    actor, token_id = found
    earlier = request.cookies.get(session_cookie(core))
    secret = core.access.sign_in(actor, token_id, lang, core.clock.now(), earlier)
    response = RedirectResponse(local_address(first(form, "next")), 303)
    response.set_cookie(session_cookie(core), secret, path="/", httponly=True, samesite="lax", secure=core.secure)
    return response


def _demo_person(core: Services, form: Form) -> tuple[Actor, None] | None:
    chosen = first(form, "person")
    person = next((each for each in core.people if each.actor.ref == chosen), None)
    return (person.actor, None) if person else None


def _page(request: Request, core: Services, lang: str, following: str | None, *, failed: bool) -> Response:
    context = {"people": core.people, "next": local_address(following), "failed": failed}
    return render(request, core, lang, None, "sign_in/sign_in.html", 422 if failed else 200, context)


@router.post("/sign-out")
def sign_out(request: Request, core: Core, _submitted: Submitted) -> Response:
    """End the session."""
    name = session_cookie(core)
    core.access.sign_out(request.cookies.get(name, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=core.secure)
    return response


@router.post("/language")
def choose_language(request: Request, core: Core, form: Sent) -> Response:
    """Keep the chosen language, for the session and for the browser, and go back to the page."""
    language = first(form, "language")
    if language not in LANGUAGES:
        raise Problem(422, "validation")
    if secret := request.cookies.get(session_cookie(core)):
        core.access.set_language(secret[:200], language)
    response = RedirectResponse(local_address(first(form, "next")), 303)
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=_YEAR_SECONDS,
        path="/",
        httponly=True,
        samesite="lax",
        secure=core.secure,
    )
    return response
