"""Questions about the county itself: its programme, what may be done about it, its timeline."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.api.answers.actions import action_answer
from adapters.http.api.answers.events import EventsAnswer
from adapters.http.api.answers.programme import CountyActionsAnswer, ProgrammeAnswer, programme_parts
from adapters.http.api.answers.shown import moment_answer
from adapters.http.api.openapi import OF_SHEETS
from adapters.http.api.parameters import County, Cursor, Format, Limit, Said, When
from adapters.http.api.responses import answer, check_own_county
from adapters.http.api.trail import entries
from adapters.http.authentication import Core, Holder
from adapters.http.forwarding import prefix_of
from adapters.http.problems import Problem
from adapters.http.reading import programme as reading
from adapters.http.reading.trail import TrailFilter
from adapters.http.scopes import county_of
from domain.scope import Scope

router = APIRouter()


@router.get("/counties/{code}/programme", response_model=ProgrammeAnswer)
def programme(code: County, request: Request, core: Core, when: When) -> Response:
    """Return the county's programme: who runs and funds it, its definitions, external actors and coordinators."""
    check_own_county(core, code, when.reading)
    found = reading.programme(when.reading, code)
    parts = programme_parts(found) if found else {}
    told = ProgrammeAnswer(as_of=moment_answer(when), demo=core.is_demo, code=code, day=when.day, **parts)
    return answer(request, told, when)


@router.get("/counties/{code}/actions", response_model=CountyActionsAnswer)
def actions(code: County, request: Request, actor: Holder, core: Core, said: Said, when: When) -> Response:
    """Return what the caller may do that concerns the county itself, and why the rest may not be done (C3)."""
    county_of(core, code)
    if when.happened_by:
        raise Problem(422, "not-by-what-happened")
    offered = when.judging(core.actions)
    scope = Scope.of(code)
    prefix = prefix_of(request)
    told = [action_answer(each, scope, said, prefix) for each in offered.told(scope, actor).actions]
    return answer(request, CountyActionsAnswer(code=code, as_of=moment_answer(when), actions=told), when)


@router.get("/counties/{code}/timeline", response_model=EventsAnswer, responses=OF_SHEETS)
def timeline(
    code: County,
    request: Request,
    core: Core,
    said: Said,
    when: When,
    cursor: Cursor = None,
    limit: Limit = 50,
    fmt: Format = None,
) -> Response:
    """Return what has happened to the county's programme, the latest first, as sentences (A1)."""
    check_own_county(core, code, when.reading)
    wanted = TrailFilter(municipality=code, refusals=False, by_day=True, before=cursor, limit=limit)
    return entries(request, core, said, when, wanted, fmt)
