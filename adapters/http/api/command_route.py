"""The headers of a command's request: token, idempotency key and expected version."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from adapters.http.api.entity_tags import ANY, sent_tags
from adapters.http.api.openapi import required_header
from adapters.http.authentication import token_holder
from adapters.http.command_request import KEY
from adapters.http.moment_parameters import refuse_in_the_past
from adapters.http.problems import Problem
from domain.people import Actor

_VERSION = re.compile(r"[0-9]{1,18}")
HEADERS = [
    required_header(
        "Idempotency-Key",
        "8 to 200 characters for each command that you mean, best a new UUID: letters, digits, `.`, `_`, `:`, `-`."
        " The same key with the same content gets the same answer, and nothing is done twice.",
        "4f1c9d52-7a0b-4c7e-9a35-2f6a1d0c8b11",
    ),
    required_header(
        "If-Match",
        "The version of the stream that you have seen, from `actions` or an `ETag`, several with commas between;"
        " `*` when it does not matter.",
        "*",
    ),
]


def idempotency_key(given: str | None) -> str:
    """Return the request's key. Raises Problem 400 without one."""
    if given is None or not KEY.fullmatch(given):
        raise Problem(400, "idempotency-key-required")
    return given


def expected_versions(request: Request) -> frozenset[int] | None:
    """Return the versions that ``If-Match`` names; None for ``*``, any. Raises Problem 428 without one, 400."""
    found = sent_tags(request, "If-Match")
    if found == frozenset({ANY}):
        return None
    if found is not None and not found:
        raise Problem(428, "if-match-required")
    if found is None or not all(_VERSION.fullmatch(each) for each in found):
        raise Problem(400, "if-match-unreadable")
    return frozenset(int(each) for each in found)


def json_sender(request: Request) -> Actor:
    """Return whom the token of a request with JSON stands for. Raises Problem 401, 415."""
    holder = token_holder(request)
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Problem(415, "unsupported-media-type")
    return holder


class CommandRoute(APIRoute):
    """The route of a command, which looks at the token itself: a dependency that does costs a turn in another thread.

    So what is wrong with a request is found before it is known who sent it, and told to no one else.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                refuse_in_the_past(request)
                return await handle(request)
            except (RequestValidationError, HTTPException):
                await run_in_threadpool(json_sender, request)
                raise

        return handled
