"""The web application: routes, headers on every answer, and one place where errors become answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from secrets import token_hex
from time import perf_counter

import structlog
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.responses import JSONResponse, Response

from adapters import log
from adapters.http.api import queries
from adapters.http.api.commands import add_commands
from adapters.http.api.describing import described
from adapters.http.door import Door
from adapters.http.health import router as health_router
from adapters.http.identity import language_of, token_holder
from adapters.http.pages.routes import problem_page, static_files
from adapters.http.pages.routes import router as pages_router
from adapters.http.problems import Problem, problem_of, problem_response
from adapters.http.services import Services

Application = FastAPI
MAX_BODY_BYTES = 256 * 1024
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Requests inside for each that can be at work: more would only wait until their time is up.
_QUEUEING = 20
_WATCHING = 2
_TOO_LARGE = 413
_UNREADABLE = 400
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CODES = {
    400: "validation",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "body-too-large",
    415: "unsupported-media-type",
}

Next = Callable[[Request], Awaitable[Response]]


def create_app(services: Services) -> FastAPI:
    """Return the application around what the composition root gives it."""
    app = create_watching_app(services)
    add_commands(app)
    app.include_router(queries.router)
    app.add_api_route("/api/openapi.json", _openapi, methods=["GET"], include_in_schema=False)
    app.include_router(pages_router)
    app.mount("/static", static_files(), name="static")
    app.state.has_pages = True
    return app


def create_watching_app(services: Services) -> FastAPI:
    """Return an application that answers those who watch, and nobody else."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # No more requests at work than the database has connections for, and some for those who watch.
        current_default_thread_limiter().total_tokens = services.concurrency + _WATCHING
        yield

    app = FastAPI(
        title="Femsteg",
        version="1",
        description="Event-sourced workflow engine for a county's work with its municipalities.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
    )
    app.state.services, app.state.has_pages = services, False
    app.include_router(health_router)
    # Inside the middleware that words errors: the framework's own place for the limit answers in bare text.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY_BYTES)
    app.add_middleware(Door, most=_QUEUEING * services.concurrency)
    app.middleware("http")(_every_answer)
    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _problem)
    return app


def _openapi(request: Request) -> JSONResponse:
    """Return the interface's description, to those who have a token."""
    token_holder(request)
    return JSONResponse(described(request.app))


async def _every_answer(request: Request, call_next: Next) -> Response:
    """Give the request an id and every answer its headers; let no error out without an answer."""
    started, request_id = perf_counter(), token_hex(16)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    try:
        response = await call_next(request)
    except Exception as error:  # noqa: BLE001 -- what the core raises becomes an answer here; the rest is a 500
        response = _answer(request, error)
    if response.status_code == _TOO_LARGE and response.headers.get("content-type", "").startswith("text/plain"):
        response = _answer(request, HTTPException(_TOO_LARGE))  # the framework's own answer is bare text
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-Id"] = request_id
    route = request.scope.get("route")
    log.logger().info(
        "request_answered",
        method=request.method,
        route=getattr(route, "path", "-"),
        status=response.status_code,
        milliseconds=round((perf_counter() - started) * 1000, 1),
    )
    return response


def _problem(request: Request, error: Exception) -> Response:
    return _answer(request, error)


def _of_the_framework(request: Request, error: HTTPException) -> Problem:
    if error.status_code == _UNREADABLE and request.url.path.startswith("/api/"):
        return Problem(422, "malformed-json")  # a body that the decoder could not even begin with
    code = _CODES.get(error.status_code, "validation")
    return Problem(error.status_code, code, headers=dict(error.headers or {}))


def _answer(request: Request, error: Exception) -> Response:
    core: Services = request.app.state.services
    lang = language_of(request)
    if isinstance(error, HTTPException):
        problem = _of_the_framework(request, error)
    else:
        try:
            problem = problem_of(error, lang, core.world.codes)
        except Exception as unforeseen:  # noqa: BLE001 -- the last line of defence
            log.logger().error("request_failed", where=log.where(unforeseen))
            problem = Problem(500, "internal")
    if request.url.path.startswith(("/api/", "/health/")) or not request.app.state.has_pages:
        return problem_response(problem, lang)
    return problem_page(request, problem, lang)
