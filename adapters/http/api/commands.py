"""One route for each command, made from the one table of commands (I1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from adapters.http.api.openapi import BEARER, OF_COMMANDS, required_header
from adapters.http.api.parameters import County, Scb
from adapters.http.authentication import services, token_holder
from adapters.http.command_request import KEY, SCOPE_PATHS, ActBody, act_of, address_of, body_of, carry_out
from adapters.http.problems import Problem
from adapters.http.scopes import county_of, place_of
from domain.aggregates import AGGREGATES, RULES, USER_RULES
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope, ScopeKind
from domain.values import Channel

_VERSION = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


class EventAnswer(BaseModel):
    """An event that the command led to."""

    event_id: str
    topic: str


class DoneAnswer(BaseModel):
    """The command's effect: the log's position, the stream and its new version, the events."""

    position: int
    stream: str
    version: int
    events: list[EventAnswer]


_HEADERS = [
    required_header(
        "Idempotency-Key",
        "8 to 200 characters of your own for each command that you mean: letters, digits, `.`, `_`, `:`, `-`."
        " The same key with the same content gets the same answer, and nothing is done twice.",
        "call-to-karlstad-1",
    ),
    required_header(
        "If-Match",
        "The version of the stream that you have seen, from `actions` or an `ETag`; `*` when it does not matter.",
        "*",
    ),
]


def idempotency_key(given: str | None) -> str:
    """Return the request's key. Raises Problem 400 without one."""
    if given is None or not KEY.fullmatch(given):
        raise Problem(400, "idempotency-key-required")
    return given


def expected_version(given: str | None) -> int | None:
    """Return the version that ``If-Match`` names; None for ``*``, any. Raises Problem 428 without one."""
    if given == "*":
        return None
    match = _VERSION.fullmatch(given or "")
    if match is None:
        raise Problem(428, "if-match-required")
    return int(match[1])


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
                return await handle(request)
            except (RequestValidationError, HTTPException):
                await run_in_threadpool(json_sender, request)
                raise

        return handled


def add_commands(app: FastAPI) -> None:
    """Add the routes of all commands to the application itself.

    A router between would try each of so many paths twice for every request.
    """
    for command in USER_RULES:
        kind = AGGREGATES[command.aggregate].belongs_to
        app.router.add_api_route(
            f"/api/v1{SCOPE_PATHS[kind]}/{{{_CODES[kind]}}}/{address_of(command)}",
            _ENDPOINTS[kind](command),
            methods=["POST"],
            tags=["commands"],
            dependencies=[BEARER],
            responses=OF_COMMANDS,
            operation_id=command.name.replace(".", "-"),
            summary=command.__name__,
            description=_description(command),
            response_model=DoneAnswer,
            openapi_extra={"parameters": _HEADERS},
            route_class_override=CommandRoute,
        )


def _description(command: type[Command]) -> str:
    rules = RULES[command]
    lines = [
        command.__doc__ or "",
        f"Leads to `{rules.records.topic}`.",
        f"Roles: {', '.join(sorted(rules.roles))}.",
        f"Can be refused by: {', '.join(rules.rule_ids)}.",
    ]
    if rules.reason:
        lines.append(f"`reason` must be given (else {rules.reason_rule}), from the list `{rules.reason}`.")
    return "\n\n".join(lines)


def _of_municipality(command: type[Command]) -> Callable[..., Response]:
    def endpoint(scb_code: Scb, body: ActBody, request: Request) -> Response:
        sender = json_sender(request)
        place_of(services(request), scb_code, command.aggregate)
        return _handled(command, Scope(ScopeKind.MUNICIPALITY, scb_code), body, request, sender)

    return _named(endpoint, command)


def _of_county(command: type[Command]) -> Callable[..., Response]:
    def endpoint(code: County, body: ActBody, request: Request) -> Response:
        sender = json_sender(request)
        county_of(services(request), code)
        return _handled(command, Scope(ScopeKind.COUNTY, code), body, request, sender)

    return _named(endpoint, command)


_CODES = {ScopeKind.MUNICIPALITY: "scb_code", ScopeKind.COUNTY: "code"}
_ENDPOINTS = {ScopeKind.MUNICIPALITY: _of_municipality, ScopeKind.COUNTY: _of_county}


def _named(endpoint: Callable[..., Response], command: type[Command]) -> Callable[..., Response]:
    endpoint.__annotations__["body"] = body_of(command)
    endpoint.__name__ = command.name.replace(".", "_").replace("-", "_")
    return endpoint


def _handled(command: type[Command], scope: Scope, body: ActBody, request: Request, sender: Actor) -> Response:
    core = services(request)
    key = idempotency_key(request.headers.get("Idempotency-Key"))
    version = expected_version(request.headers.get("If-Match"))
    try:
        act = act_of(command, body, scope, sender, key, Channel.API, version)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    done = carry_out(core, act)
    answer = DoneAnswer(
        position=done.position,
        stream=done.stream,
        version=done.version,
        events=[EventAnswer(event_id=each.event_id, topic=each.topic) for each in done.events],
    )
    # As it is: the framework would check a model once more, in one more thread.
    headers = {"ETag": f'"{done.version}"'}
    return Response(answer.model_dump_json(), headers=headers, media_type="application/json")
