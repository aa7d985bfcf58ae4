"""One route for each command, made from the one table of commands (I1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from adapters.http.identity import Core, Holder
from adapters.http.problems import MEDIA_TYPE, Problem
from adapters.http.requests import ActBody, act_of, address_of, body_of
from domain.aggregates import RULES
from domain.messages import Command
from domain.values import Channel

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,200}")
_VERSION = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')

Scb = Annotated[str, Path(pattern=r"^[0-9]{4}$", description="SCB code of the municipality", examples=["1784"])]


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


class ProblemAnswer(BaseModel):
    """RFC 9457: why not, under a stable ``code``."""

    type: str
    title: str
    status: int
    code: str
    detail: str


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {MEDIA_TYPE: {"schema": ProblemAnswer.model_json_schema()}}}
    for status, text in {
        400: "No Idempotency-Key",
        401: "No valid token",
        403: "Not yours (L8)",
        404: "No such municipality",
        409: "Refused by rules, each with its id, wording and what would satisfy it",
        412: "The stream has changed since: If-Match does not hold",
        413: "The body is too large",
        422: "Malformed, or the key was used for another request",
        428: "No If-Match",
        503: "Not stored, or the outcome is unknown: the same key will tell",
    }.items()
}


def idempotency_key(given: str | None) -> str:
    """Return the request's key. Raises Problem 400 without one."""
    if given is None or not _KEY.fullmatch(given):
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


def router() -> APIRouter:
    """Return the routes of all commands."""
    made = APIRouter(prefix="/api/v1/municipalities/{scb_code}", tags=["commands"])
    for command in RULES:
        made.add_api_route(
            f"/{address_of(command)}",
            _endpoint(command),
            methods=["POST"],
            operation_id=command.name.replace(".", "-"),
            summary=command.__name__,
            description=_description(command),
            response_model=DoneAnswer,
            responses=_PROBLEMS,
        )
    return made


def _description(command: type[Command]) -> str:
    rules = RULES[command]
    lines = [
        command.__doc__ or "",
        f"Leads to `{rules.records.topic}`.",
        f"Roles: {', '.join(sorted(rules.roles))}.",
        f"Depends on what is filled in: {', '.join(('L4', 'L5', *rules.needs))}.",
    ]
    if rules.reason:
        lines.append(f"`reason` comes from the list `{rules.reason}`.")
    return "\n\n".join(lines)


def _endpoint(command: type[Command]) -> Callable[..., DoneAnswer]:
    def endpoint(
        scb_code: Scb,
        body: ActBody,
        actor: Holder,
        core: Core,
        response: Response,
        idempotency: Annotated[str | None, Header(alias="Idempotency-Key")] = None,
        if_match: Annotated[str | None, Header(alias="If-Match")] = None,
    ) -> DoneAnswer:
        key, version = idempotency_key(idempotency), expected_version(if_match)
        try:
            act = act_of(command, body, scb_code, actor, key, Channel.API, version)
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error
        try:
            done = core.handling.handle(act)
        finally:
            core.appended()  # a refusal may have been recorded too
        response.headers["ETag"] = f'"{done.version}"'
        return DoneAnswer(
            position=done.position,
            stream=done.stream,
            version=done.version,
            events=[EventAnswer(event_id=each.event_id, topic=each.topic) for each in done.events],
        )

    endpoint.__annotations__["body"] = body_of(command)
    endpoint.__name__ = command.name.replace(".", "_").replace("-", "_")
    return endpoint
