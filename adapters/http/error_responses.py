"""The one place where errors become responses."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import language_of, services
from adapters.http.pages.links import local_address
from adapters.http.pages.problem import problem_page
from adapters.http.problems import Problem, problem_of, problem_response
from adapters.runtime import diagnostics
from workflows.ports import Unusable

_CODES = {
    400: "validation",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "body-too-large",
    415: "unsupported-media-type",
    431: "headers-too-large",
}
_UNREADABLE, _NOT_FOUND = 400, 404


def error_response(request: Request, error: Exception) -> Response:
    """Return the response to a request that led to an error: a worded problem for the core's errors, else a 500."""
    lang = language_of(request)
    if isinstance(error, HTTPException):
        if error.status_code == _NOT_FOUND and (address := _without_slash(request)):
            return RedirectResponse(address)
        problem = _of_the_framework(request, error)
    else:
        try:
            problem = problem_of(error, lang, services(request).reference.codes)
        except Exception as unforeseen:  # noqa: BLE001 -- the last line of defence
            diagnostics.logger().error("request_failed", where=diagnostics.where(unforeseen))
            problem = Problem(500, "internal")
    if isinstance(error, Unusable):
        diagnostics.logger().error("database_unusable", code=problem.code, where=diagnostics.where(error))
    if request.url.path.startswith(("/api/", "/health/")) or not request.app.state.has_pages:
        return problem_response(problem, lang)
    return problem_page(request, problem, lang)


def _of_the_framework(request: Request, error: HTTPException) -> Problem:
    if error.status_code == _UNREADABLE and request.url.path.startswith("/api/"):
        return Problem(422, "malformed-json")  # a body that the decoder could not even begin with
    code = _CODES.get(error.status_code, "validation")
    headers = dict(error.headers or {})
    if headers.get("Allow") == "GET":
        headers["Allow"] = "GET, HEAD"
    return Problem(error.status_code, code, headers=headers)


def _without_slash(request: Request) -> str | None:
    """Return the address without the slash at its end, None where it has none or would lead elsewhere."""
    path: str = request.scope["path"]
    if not path.endswith("/") or path == "/":
        return None
    query = request.url.query
    address = path.rstrip("/") + (f"?{query}" if query else "")
    return address if address == local_address(address) else None
