"""Responses to queries, with ETag and position, and refusals of what may not be read."""

from __future__ import annotations

from hashlib import sha256

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from adapters.http.api.entity_tags import ANY, sent_tags
from adapters.http.moment import POSITION_HEADER, Moment
from adapters.http.problems import Problem
from adapters.http.reading.reading import Reading
from adapters.http.services import Services
from workflows.reference import places


def answer(request: Request, content: BaseModel, when: Moment) -> Response:
    """Return the content with a weak ETag and the position it shows; 304 when the caller has it already."""
    body = content.model_dump_json().encode()
    digest = sha256(body).hexdigest()[:32]
    headers = {
        "ETag": f'W/"{digest}"',
        # The past is asked for anew, too: what was set aside then may have been read since.
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization, Accept-Language, Accept",
        POSITION_HEADER: str(when.position),
    }
    known = sent_tags(request, "If-None-Match") or frozenset()
    if known & {digest, ANY}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def check_reads_work(reading: Reading) -> None:
    """Refuse someone who reads nothing of the work. Raises Problem 403."""
    if not reading.visibility.reads_work:
        raise Problem(403, "forbidden")


def check_county(code: str, reading: Reading) -> None:
    """Refuse a county that is none, and someone who reads none. Raises Problem 404 or 403."""
    if places.county(code) is None:
        raise Problem(404, "not-found")
    check_reads_work(reading)


def check_own_county(core: Services, code: str, reading: Reading) -> None:
    """Refuse a county that the log does not belong to, as well. Raises Problem 404 or 403."""
    check_county(code, reading)
    if code != core.county:
        raise Problem(404, "not-found")
