"""All pages, the page for what went wrong, and the files that pages need."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from adapters.http.authentication import services
from adapters.http.pages.command_form import page as command_form
from adapters.http.pages.county import page as county
from adapters.http.pages.municipality import page as municipality
from adapters.http.pages.programme import page as programme
from adapters.http.pages.sign_in import page as sign_in
from adapters.http.pages.trail import page as trail
from adapters.http.pages.visit import STATIC, here, render, with_query
from adapters.http.problems import Problem
from adapters.i18n.catalogue import catalogue
from adapters.i18n.wording import field_label, problem_detail, problem_title

_FOREVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)
for each in (sign_in, county, programme, municipality, command_form, trail):
    router.include_router(each.router)


def problem_page(request: Request, problem: Problem, lang: str) -> Response:
    """Return the page that says what went wrong; the way to sign in for those who have not."""
    if problem.status == 401:  # noqa: PLR2004 -- Unauthorized
        following = here(request) if request.method == "GET" else request.url.path
        return RedirectResponse(with_query("/sign-in", next=following if following != "/" else None), 303)
    cat = catalogue(lang)
    errors = [
        (field_label(name, cat) if cat.has(f"field.{name}") else name, each["text"])
        for each in problem.extra.get("errors", ())
        if (name := str(each["field"]))
    ]
    context = {
        "title": problem_title(problem.code, cat),
        "detail": problem_detail(problem.code, cat),
        "errors": errors,
        "refusals": problem.extra.get("refusals", ()),
    }
    session = getattr(request.state, "session", None)
    page = render(request, services(request), lang, session, "layout/problem.html", problem.status, context)
    page.headers.update(problem.headers)
    return page


class _LastingFiles(StaticFiles):
    """Files whose address changes with their content, so that browsers may keep them."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: MutableMapping[str, Any],
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _FOREVER
        return response


def static_files() -> StaticFiles:
    """Return the style sheet and the icon."""
    return _LastingFiles(directory=STATIC)
