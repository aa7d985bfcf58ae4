"""What an auditor reads in an audit case: on record before it is answered, or not opened at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal
from uuid import UUID

from fastapi import Request

from adapters.http.reading.trail import scope_of
from adapters.http.services import Services
from domain.audit.events import CaseRead
from domain.people import Actor
from domain.scope_codes import COUNTY_CODE, SCB_CODE
from domain.values import Role
from workflows.visibility import Opening

# From the position of the past that is asked for, None for now, to what is opened.
Opened = Callable[[int | None], Sequence[Opening]]

# Of addresses without parts those that show the work; everything else without parts opens nothing.
_TRAIL = "/trail"
_OF_THE_WORK = frozenset({"/work", _TRAIL})
_API = "/api/v1"
_SHEETS = frozenset({"csv", "xlsx"})


def opened_to(request: Request, core: Services, actor: Actor) -> Opened:
    """Return what finds out what the person's audit cases open to this request, and puts the reading on record.

    It raises what the log raises: where nothing can be recorded, nothing is answered.
    """

    def opened(as_of: int | None) -> Sequence[Opening]:
        if actor.role is not Role.AUDITOR:
            return ()
        read = _read(request, core, as_of)
        found = core.cases.opened(actor, read) if read else ()
        if found:
            core.appended()  # what is on record now: whoever asks for the log's end next waits until views hold it
        return found

    return opened


def _read(request: Request, core: Services, as_of: int | None) -> CaseRead | None:
    """Return what is read, None where it is nothing of the work, or no event."""
    is_data = request.scope["path"].startswith(f"{_API}/")
    # A router's routes do not know under which path it is included.
    route = _API * is_data + request.scope["route"].path.removeprefix(_API)
    if not ("{" in route or route in _OF_THE_WORK or is_data):
        return None
    entry = _id(str(request.path_params.get("event_id", "")))
    code = scope_of(core.reading, str(entry)) if entry else _named(request, route) or core.county
    if code is None or not (re.fullmatch(SCB_CODE, code) or re.fullmatch(COUNTY_CODE, code)):
        return None
    return CaseRead(route=route, read_scope=code, read_as=_form(request, is_data=is_data), entry=entry, as_of=as_of)


def _named(request: Request, route: str) -> str | None:
    """Return the scope that an address names, None for one of all that the log holds."""
    parts = request.path_params
    asked = request.query_params.get("municipality") if route.endswith(_TRAIL) else None
    return parts.get("scb_code") or parts.get("code") or asked


def _form(request: Request, *, is_data: bool) -> Literal["page", "sheet", "data"]:
    if request.query_params.get("format") in _SHEETS:
        return "sheet"
    return "data" if is_data else "page"


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
