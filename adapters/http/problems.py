"""Errors as ``application/problem+json`` (RFC 9457) with a stable code, worded in the caller's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse

from adapters.i18n.catalogue import Catalogue, catalogue
from adapters.i18n.refusals import refusal_text, remedy_text
from adapters.i18n.wording import problem_detail, problem_title, sentence, validation_text
from domain.errors import Refusal, Rejected
from domain.messages import Recorded
from projections.engine.valid_time import TooMuchHistory
from workflows.handling.answer import KeyReused
from workflows.handling.checks import VersionMismatch
from workflows.handling.handler import UnknownScope
from workflows.ports import OutcomeUnknown, SetAside, Unavailable, Unusable
from workflows.reference.codes import Codes

MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER = {"Retry-After": "1"}


@dataclass
class Problem(Exception):
    """An error response: HTTP status, stable code, further members and headers."""

    status: int
    code: str
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def problem_of(error: Exception, language: str, codes: Codes) -> Problem:
    """Return the problem for an error of the core.

    Raises the error itself when it is none that a caller can cause.
    """
    match error:
        case Problem():
            return error
        case Rejected():
            return _refused(error, language, codes)
        case RequestValidationError():
            return invalid(error.errors(), language)
        case UnknownScope():
            return Problem(404, "not-found")
        case KeyReused():
            return Problem(422, "idempotency-key-reused")
        case VersionMismatch():
            since = [_since(each, language, codes) for each in error.since]
            told = {"stream": error.stream, "expected": error.expected, "current": error.actual, "since": since}
            return Problem(412, "version-conflict", told)
        case TooMuchHistory():
            return Problem(422, "too-much-history")
        case SetAside():
            return Problem(409, "stream-set-aside", {"stream": error.stream, "why": error.why})
        case OutcomeUnknown():
            return Problem(503, "outcome-unknown", headers=_RETRY_AFTER)
        case Unusable():
            return Problem(503, f"database-{error.what}", {"names": list(error.names)}, _RETRY_AFTER)
        case Unavailable():
            return Problem(503, "unavailable", headers=_RETRY_AFTER)
        case _:  # anything else is a bug and goes up
            raise error


def refusal_json(refusal: Refusal, words: Catalogue, codes: Codes) -> dict[str, Any]:
    """Return a refusal with its wording and what would satisfy it."""
    return {
        "rule_id": refusal.rule_id,
        "text": refusal_text(refusal, words, codes),
        "remedy": remedy_text(refusal, words, codes),
        "params": dict(refusal.params),
        "field": refusal.field,
        "overridable": refusal.overridable,
    }


def _since(recorded: Recorded, language: str, codes: Codes) -> dict[str, Any]:
    """Return what came after the version that the caller had seen."""
    return {
        "event_id": str(recorded.envelope.event_id),
        "topic": recorded.topic,
        "occurred_on": recorded.envelope.occurred_on.isoformat(),
        "text": sentence(recorded, catalogue(language), codes),
    }


def _refused(error: Rejected, language: str, codes: Codes) -> Problem:
    refusals = [refusal_json(each, catalogue(language), codes) for each in error.refusals]
    if any(each.rule_id == "L8" for each in error.refusals):
        return Problem(403, "forbidden", {"refusals": refusals})
    return Problem(409, "refused", {"refusals": refusals})


def invalid(errors: Sequence[Any], language: str) -> Problem:
    """Return the problem of a malformed request: field by field, never with what was sent."""
    if any(each["type"] == "json_invalid" for each in errors):
        return Problem(422, "malformed-json")
    words = catalogue(language)
    found = [
        {
            "field": ".".join(str(part) for part in each["loc"] if part not in {"body", "query", "path", "header"}),
            "where": str(each["loc"][0]) if each["loc"] else "body",
            "type": each["type"],
            "text": validation_text(each["type"], words, each.get("ctx")),
        }
        for each in errors
    ]
    return Problem(422, "validation", {"errors": found})


def problem_response(problem: Problem, language: str) -> JSONResponse:
    """Return the problem as an HTTP answer."""
    words = catalogue(language)
    content = {
        "type": f"/problems/{problem.code}",
        "title": problem_title(problem.code, words),
        "status": problem.status,
        "code": problem.code,
        "detail": problem_detail(problem.code, words),
        **problem.extra,
    }
    headers = {"Content-Language": language, **problem.headers}
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)
