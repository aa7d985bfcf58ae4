"""Signing in and out, and the choice of language.

A form that came after its session had ended is carried by the page to sign in on, and is shown again to its author.
"""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import (
    LANGUAGE_COOKIE,
    Core,
    Language,
    holder_of,
    session_cookie,
    session_of,
)
from adapters.http.cross_site import SameOrigin
from adapters.http.forwarding import kept
from adapters.http.pages.links import current_address, local_address, with_query
from adapters.http.pages.submission import Form, Sent, first, is_by
from adapters.http.pages.templates import render
from adapters.http.problems import Problem
from adapters.http.services import Services
from adapters.i18n.catalogue import LANGUAGES, catalogue
from domain.people import Actor

_YEAR_SECONDS = 365 * 24 * 3600
_LONGEST_QUERY = 8000
# Fields of the page itself; all others on it are of the form that it carries.
OWN_FIELDS = frozenset({"next", "token", "person", "language"})


router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def ask(request: Request, core: Core, lang: Language) -> Response:
    """Return the page to sign in on."""
    following = request.query_params.get("next")
    has_ended = session_cookie(request) in request.cookies and session_of(request) is None
    return _page(request, core, lang, following, has_ended=has_ended)


@router.post("/sign-in")
def sign_in(request: Request, core: Core, lang: Language, form: Sent) -> Response:
    """Open a session for the holder of a token, or for an invented person of a demonstration."""
    found = _demo_person(core, form) if core.is_demo else holder_of(request, first(form, "token").strip()[:200])
    following, carried = local_address(first(form, "next")), _carried(form)
    if found is None:
        return _page(request, core, lang, following, 422, carried=carried)
    actor, token_id = found
    earlier = request.cookies.get(session_cookie(request))
    secret = core.access.sign_in(actor, token_id, lang, core.clock.now(), earlier)
    if carried and not is_by(actor, form):
        following = "/"  # what somebody else was about is no business of theirs
    # The browser sends the form that it carries on to where it came from, which shows it again.
    response = RedirectResponse(following, 307 if carried and following != "/" else 303)
    response.set_cookie(session_cookie(request), secret, **kept(request, core))
    return response


def session_ended_page(request: Request, core: Services, lang: str, form: Form) -> Response:
    """Return the page to sign in on, carrying a form that came after its session had ended."""
    return _page(request, core, lang, current_address(request), 401, carried=_carried(form), has_ended=True)


def _carried(form: Form) -> Form:
    """Return the form that the page carries; empty where there is none."""
    return {name: each for name, each in form.items() if name not in OWN_FIELDS} if "author" in form else {}


def _with_choices(address: str, form: Form) -> str:
    """Return the address of a page with what was chosen in its form: one that only asks says that in its address."""
    chosen = urlencode({name: each for name, each in form.items() if name not in OWN_FIELDS | {"csrf"}}, doseq=True)
    if not chosen or len(chosen) > _LONGEST_QUERY:
        return address
    return f"{address}{'&' if '?' in address else '?'}{chosen}"


def _demo_person(core: Services, form: Form) -> tuple[Actor, None] | None:
    chosen = first(form, "person")
    person = next((each for each in core.people if each.actor.ref == chosen), None)
    return (person.actor, None) if person else None


def _page(
    request: Request,
    core: Services,
    lang: str,
    following: str | None,
    status: int = 200,
    *,
    carried: Form | None = None,
    has_ended: bool = False,
) -> Response:
    """Return the page; ``status`` 422 says that nobody has signed in by what was given."""
    address = local_address(following)
    context = {
        "people": core.people,
        "next": address,
        "carried": carried or {},
        "has_ended": has_ended,
        "here": address if carried else with_query("/sign-in", next=address if address != "/" else None),
        "failed": status == 422,  # noqa: PLR2004 -- Unprocessable Content
    }
    return render(request, core, catalogue(lang), None, "sign_in/sign_in.html", status, context)


@router.post("/sign-out")
def sign_out(request: Request, core: Core, _checked: SameOrigin) -> Response:
    """End the session, if there is one; a page of an earlier one will do, since nothing is lost by it."""
    name = session_cookie(request)
    if secret := request.cookies.get(name):
        core.access.sign_out(secret)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(name, **kept(request, core))
    return response


@router.post("/language")
def choose_language(request: Request, core: Core, form: Sent) -> Response:
    """Keep the chosen language, for the session and for the browser, and go back to the page and what it carries."""
    language = first(form, "language")
    if language not in LANGUAGES:
        raise Problem(422, "validation")
    if session_of(request):
        core.access.set_language(request.cookies[session_cookie(request)], language)
    address, is_carried = local_address(first(form, "next")), bool(_carried(form))
    response = RedirectResponse(address if is_carried else _with_choices(address, form), 307 if is_carried else 303)
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_SECONDS, **kept(request, core))
    return response
