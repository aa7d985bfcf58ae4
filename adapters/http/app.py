"""The web application: routes and middleware."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from adapters.http.api import queries
from adapters.http.api.commands import add_commands
from adapters.http.api.openapi import described
from adapters.http.authentication import token_holder
from adapters.http.error_responses import error_response
from adapters.http.forwarding import prefix_of
from adapters.http.health import router as health_router
from adapters.http.live.changes import Changes
from adapters.http.live.stream import router as live_router
from adapters.http.middleware.admission import Admission
from adapters.http.middleware.body import WholeBody
from adapters.http.middleware.forwarded import Forwarded
from adapters.http.middleware.response import ResponseMiddleware
from adapters.http.pages.routes import router as pages_router
from adapters.http.problems import Problem
from adapters.http.services import Services
from adapters.http.static_files import static_files

Application = FastAPI
# Requests inside for each that can be at work: more would only wait until their time is up.
_QUEUEING = 20
_WATCHING = 2


def create_app(services: Services) -> FastAPI:
    """Return the application."""
    app = create_watching_app(services)
    add_commands(app)
    # As they are: a router that is included is made anew for each application, which its first request waits for.
    app.router.routes.extend(queries.router.routes)
    app.add_api_route("/api/openapi.json", _openapi, methods=["GET"], include_in_schema=False)
    app.router.routes.extend([*pages_router.routes, *live_router.routes])
    app.mount("/static", static_files(), name="static")
    app.state.has_pages, app.state.changes = True, Changes(services.reading)
    return app


def create_watching_app(services: Services) -> FastAPI:
    """Return an application with health and metrics alone."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # No more requests at work than the database has connections for.
        current_default_thread_limiter().total_tokens = services.concurrency
        yield

    app = FastAPI(
        title="Femsteg",
        version="1",
        description="Event-sourced workflow engine for a county's work with its municipalities.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # the framework's redirects name the host that the request named
        lifespan=lifespan,
    )
    app.state.services, app.state.has_pages = services, False
    app.state.watching = CapacityLimiter(_WATCHING)
    app.include_router(health_router)
    # From the inside out: a request is let in when its body is there.
    app.add_middleware(Admission, most=_QUEUEING * services.concurrency)
    app.add_middleware(WholeBody)
    app.add_middleware(ResponseMiddleware)
    app.add_middleware(Forwarded, proxies=services.proxies, prefix=services.prefix)
    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, error_response)
    return app


def let_go(app: Application) -> None:
    """End the answers that last for as long as somebody looks at a page."""
    if app.state.has_pages:
        app.state.changes.close()


def _openapi(request: Request) -> JSONResponse:
    """Return the interface's description, to those who have a token."""
    token_holder(request)
    return JSONResponse(described(request.app, prefix_of(request)))
