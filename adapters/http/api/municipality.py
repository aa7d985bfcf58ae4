"""Queries about one municipality: its standing and details, and the caller's actions."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.api.answers.actions import ActionsAnswer, action_answer
from adapters.http.api.answers.county import matrix_row
from adapters.http.api.answers.municipality import MunicipalityAnswer, details_answer
from adapters.http.api.answers.shown import moment_answer
from adapters.http.api.parameters import Said, Scb, When
from adapters.http.api.responses import answer, check_reads_work
from adapters.http.authentication import Core, Holder
from adapters.http.forwarding import prefix_of
from adapters.http.problems import Problem
from adapters.http.reading import standing
from adapters.http.reading.details import details
from adapters.http.scopes import actions_at, readable_place
from domain.scope import Scope

router = APIRouter()


@router.get("/municipalities/{scb_code}", response_model=MunicipalityAnswer)
def municipality(scb_code: Scb, request: Request, actor: Holder, core: Core, said: Said, when: When) -> Response:
    """Return where one municipality stands, and what its work consists of (M1)."""
    readable_place(core, actor, scb_code)
    check_reads_work(when.reading)
    row = standing.municipality(when.reading, scb_code, when.day)
    if row is None:
        raise Problem(404, "not-found")
    found = MunicipalityAnswer(
        **dict(matrix_row(row, core.reference, when.day, said)),
        as_of=moment_answer(when),
        demo=core.is_demo,
        day=when.day,
        details=details_answer(details(when.reading, scb_code)),
        set_aside=standing.set_aside(when.reading, scb_code, row),
    )
    return answer(request, found, when)


@router.get("/municipalities/{scb_code}/actions", response_model=ActionsAnswer)
def actions(scb_code: Scb, request: Request, actor: Holder, core: Core, said: Said, when: When) -> Response:
    """Return what the caller may do, and why the rest may not be done (C3); of the past, by today's rules."""
    place = readable_place(core, actor, scb_code)
    if when.happened_by:
        raise Problem(422, "not-by-what-happened")
    offered = when.judging(core.actions)
    told = [
        action_answer(each, Scope.of(scb_code), said, prefix_of(request))
        for each in actions_at(core, offered, place, actor)
    ]
    return answer(request, ActionsAnswer(scb_code=scb_code, as_of=moment_answer(when), actions=told), when)
