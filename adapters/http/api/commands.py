"""One route for each command, made from the one table of commands (I1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.routing import BaseRoute

from adapters.http.api.command_route import HEADERS, CommandRoute, expected_versions, idempotency_key, json_sender
from adapters.http.api.openapi import BEARER, OF_COMMANDS
from adapters.http.api.parameters import County, Scb
from adapters.http.authentication import services
from adapters.http.command_request import ActBody, act_of, address_of, body_of, carry_out
from adapters.http.scopes import SCOPE_PATHS, county_of, place_of
from domain.aggregates import AGGREGATES, RULES, USER_RULES
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope, ScopeKind
from domain.values import Channel


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


def add_commands(app: FastAPI) -> None:
    """Add the routes of all commands to the application itself.

    A router between would try each of so many paths twice for every request.
    """
    app.router.routes.extend(_routes())


@cache
def _routes() -> Sequence[BaseRoute]:
    """Return the routes of all commands: they know of no application, and take a while to make."""
    router = APIRouter()
    for command in USER_RULES:
        kind = AGGREGATES[command.aggregate].belongs_to
        router.add_api_route(
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
            openapi_extra={"parameters": HEADERS},
            route_class_override=CommandRoute,
        )
    return tuple(router.routes)


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
    versions = expected_versions(request)
    try:
        act = act_of(command, body, scope, sender, key, Channel.API, versions)
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
