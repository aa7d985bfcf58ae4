"""The error page."""

from __future__ import annotations

from datetime import date

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import services
from adapters.http.moment_parameters import parsed_day
from adapters.http.pages.links import current_address, with_query
from adapters.http.pages.sign_in.page import session_ended_page
from adapters.http.pages.submission import SessionEnded
from adapters.http.pages.templates import render
from adapters.http.problems import Problem
from adapters.i18n.catalogue import catalogue
from adapters.i18n.wording import field_label, problem_detail, problem_title

# What is over in a while: too many tries, no database.
_PASSING = {429, 503}
_READING = {"GET", "HEAD"}


def problem_page(request: Request, problem: Problem, lang: str) -> Response:
    """Return the error page; for those who have not signed in the way to the sign-in page, or it with their form."""
    if isinstance(problem, SessionEnded):
        return session_ended_page(request, services(request), lang, problem.form)
    following = current_address(request)
    if problem.status == 401:  # noqa: PLR2004 -- Unauthorized
        return RedirectResponse(with_query("/sign-in", next=following if following != "/" else None), 303)
    cat = catalogue(lang)
    # What was only asked for has no fields that are marked, and was not to be saved.
    code = "address" if problem.code == "validation" and request.method in _READING else problem.code
    # A value that is none of several kinds is told once for each of them, by its name and the kind's: once is enough.
    errors = dict.fromkeys(
        (field_label(name, cat) if cat.has(f"field.{name}") else name, each["text"])
        for each in problem.extra.get("errors", ())
        if (name := str(each["field"]).partition(".")[0])
    )
    context = {
        "title": problem_title(code, cat),
        "detail": problem_detail(code, cat),
        "errors": errors,
        "refusals": problem.extra.get("refusals", ()),
        "can_be_resent": request.method == "POST" and problem.status in _PASSING,
        "again": following if problem.code == "form-of-another" else None,
        "known": _known_then(request) if problem.code == "too-much-history" else None,
        "stream": problem.extra.get("stream") if problem.code == "stream-set-aside" else None,
    }
    session = getattr(request.state, "session", None)
    page = render(request, services(request), cat, session, "layout/problem.html", problem.status, context)
    page.headers.update(problem.headers)
    return page


def _known_then(request: Request) -> tuple[str, date] | None:
    """Return the same page of what was known on the day whose happenings were asked for, and that day.

    None where the address asks for no such day: to compare by what had happened takes none.
    """
    query = request.query_params
    try:
        day = parsed_day(query.get("happened_by"), "happened_by")
    except RequestValidationError:
        return None
    if day is None:
        return None
    kept = {name: tuple(query.getlist(name)) for name in query if name not in {"happened_by", "as_of"}}
    return with_query(request.url.path, **kept, as_of=day), day
