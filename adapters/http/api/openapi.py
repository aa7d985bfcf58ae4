"""The OpenAPI description: problem schemas, and headers that no route declares by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from adapters.http.moment import POSITION_HEADER
from adapters.http.problems import MEDIA_TYPE
from adapters.http.sheets.writer import CSV_TYPE, XLSX_TYPE

Responses = dict[int | str, dict[str, Any]]
_REF = "#/components/schemas/{model}"
# Says in the description how to come in; the token itself is read in one place, ``identity``.
BEARER = Security(HTTPBearer(auto_error=False, description="A token made by `femsteg token create`."))


class ProblemAnswer(BaseModel):
    """RFC 9457: why not, under a stable ``code``; ``title`` and ``detail`` are worded in the caller's language."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class RefusalAnswer(BaseModel):
    """One rule that said no: its id, its wording, what would satisfy it, and the field at fault if there is one."""

    rule_id: str
    text: str
    remedy: str
    params: dict[str, str | int | list[str]]
    field: str | None
    overridable: bool


class RefusedAnswer(ProblemAnswer):
    """A command that rules refuse: every refusal found, never none."""

    refusals: list[RefusalAnswer]


class ForbiddenAnswer(ProblemAnswer):
    """Not for this role; a command's refusal is recorded, and then told as rule L8."""

    refusals: list[RefusalAnswer] = []


class SinceAnswer(BaseModel):
    """An event that came after the version that the caller had seen."""

    event_id: str
    topic: str
    occurred_on: str
    text: str


class ConflictAnswer(ProblemAnswer):
    """``If-Match`` names another version than the stream has: what it expected, what is current, what came since."""

    stream: str
    expected: int
    current: int
    since: list[SinceAnswer]


class FieldErrorAnswer(BaseModel):
    """What is wrong with one field; ``where``: in body, query, path or header."""

    field: str
    where: str
    type: str
    text: str


class InvalidAnswer(ProblemAnswer):
    """A malformed request, field by field; no ``errors`` where the JSON itself is none or the key was reused."""

    errors: list[FieldErrorAnswer] = []


_ANSWERS: Mapping[int, tuple[type[ProblemAnswer], str]] = {
    400: (ProblemAnswer, "No Idempotency-Key, or an If-Match that cannot be read"),
    401: (ProblemAnswer, "No valid token"),
    403: (ForbiddenAnswer, "Not yours (L8)"),
    404: (ProblemAnswer, "No such thing, or not yours to see"),
    409: (RefusedAnswer, "Refused by rules, each with its id, wording and what would satisfy it"),
    412: (ConflictAnswer, "The stream has changed since: If-Match does not hold"),
    413: (ProblemAnswer, "The body is too large"),
    408: (ProblemAnswer, "The body did not arrive in time"),
    415: (ProblemAnswer, "The body is not declared as JSON"),
    422: (InvalidAnswer, "Malformed, or the key was used for another request"),
    428: (ProblemAnswer, "No If-Match"),
    429: (ProblemAnswer, "Too many wrong tokens from this address: wait as long as `Retry-After` says"),
    431: (ProblemAnswer, "Address and headers are larger than 32 KiB"),
    503: (ProblemAnswer, "Not stored, or the outcome is unknown: the same key will tell"),
}


def _problems(*statuses: int) -> Responses:
    return {
        status: {
            "description": _ANSWERS[status][1],
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=_ANSWERS[status][0].__name__)}}},
        }
        for status in statuses
    }


OF_COMMANDS = _problems(*_ANSWERS)
_POSITION = {"description": "How far the log had come at the moment shown", "schema": {"type": "integer"}}
_TAG = {"description": "For `If-None-Match`", "schema": {"type": "string"}}
_LINK = {"description": "Of a sheet: the next one, where there is more", "schema": {"type": "string"}}
_FILE = {"description": "Of a sheet: its name", "schema": {"type": "string"}}
OF_QUERIES: Responses = _problems(401, 403, 404, 422, 429, 431) | {
    200: {"description": "The answer", "headers": {POSITION_HEADER: _POSITION, "ETag": _TAG}},
    304: {"description": "Unchanged since the answer that `If-None-Match` names"},
    422: {**_problems(422)[422], "description": "Malformed, or a moment that is still to come (`not-yet`)"},
    503: {**_problems(503)[503], "description": "The views have not come so far, or nothing can be read in time"},
}
# Of a question that can be answered by a sheet, asked for by ``format`` or ``Accept``.
OF_SHEETS: Responses = {
    200: {
        "description": "The answer, as JSON or as a sheet",
        "headers": {**OF_QUERIES[200]["headers"], "Link": _LINK, "Content-Disposition": _FILE},
        "content": {
            CSV_TYPE: {"schema": {"type": "string"}},
            XLSX_TYPE: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


def required_header(name: str, description: str, example: str) -> dict[str, Any]:
    """Return a header as the description shows it: required, though its absence has a problem of its own."""
    schema = {"type": "string"}
    told = {"name": name, "in": "header", "required": True, "description": description}
    return {**told, "schema": schema, "example": example}


def described(app: FastAPI, prefix: str = "") -> dict[str, Any]:
    """Return the interface's description; ``prefix``: what each address begins with outside.

    The problems' schemas are added, since no route answers with them.
    """
    told: dict[str, Any] = app.openapi()
    models = {model for model, _ in _ANSWERS.values()}
    _, schemas = models_json_schema([(each, "serialization") for each in models], ref_template=_REF)
    told["components"]["schemas"].update(schemas["$defs"])
    return {**told, "servers": [{"url": prefix}]} if prefix else told
