"""Questions about the county itself: its programme, what may be done about it, its timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from adapters.http.api.answers import (
    ActionAnswer,
    EventsAnswer,
    MomentAnswer,
    ShownAnswer,
    action_answer,
    moment_answer,
)
from adapters.http.api.parameters import County, Cursor, Format, Limit, When
from adapters.http.api.responses import answer, check_own_county
from adapters.http.api.trail import entries
from adapters.http.authentication import Core, Holder, Language
from adapters.http.problems import Problem
from adapters.http.reading import programme as reading
from adapters.http.reading.programme import Programme
from adapters.http.reading.trail import TrailFilter
from adapters.http.scopes import county_of
from domain.programme.events import ProgrammeStatus
from domain.scope import Scope
from projections.engine.projection import Row

router = APIRouter()


class ProgrammeFacts(BaseModel):
    """What the programme is called, who runs it, and what it is since when; the last event of each part is named."""

    programme_name: str
    owner_org: str
    established_on: date
    status: ProgrammeStatus
    status_since: date
    changed_on: date
    event_id: str


class FunderAnswer(BaseModel):
    """An organisation that funds the programme; ``until``: the day on which it stopped."""

    funder: str
    since: date
    until: date | None
    changed_on: date
    event_id: str


class DefinitionAnswer(BaseModel):
    """A definition of a term; ``superseded_on``: the day from which another of the same term is valid."""

    term: str
    text: str
    source: str
    since: date
    superseded_on: date | None
    changed_on: date
    event_id: str


class ExternalActorAnswer(BaseModel):
    """A body outside the county, and the one that took over from it."""

    actor_code: str
    since: date
    successor: str | None
    succeeded_on: date | None
    changed_on: date
    event_id: str


class CoordinatorAnswer(BaseModel):
    """A coordinator, by pseudonym, and the municipalities that the coordinator is responsible for."""

    coordinator: str
    municipalities: list[str]
    since: date
    changed_on: date
    event_id: str


class ProgrammeAnswer(ShownAnswer):
    """The county's programme; ``programme`` is null, and all else empty, where there is none yet."""

    code: str
    day: date
    programme: ProgrammeFacts | None = None
    funders: list[FunderAnswer] = []
    definitions: list[DefinitionAnswer] = []
    external_actors: list[ExternalActorAnswer] = []
    coordinators: list[CoordinatorAnswer] = []


class CountyActionsAnswer(BaseModel):
    """What the caller may do that concerns the county itself; ``as_of`` is null for the present."""

    code: str
    as_of: MomentAnswer | None
    actions: list[ActionAnswer]


@router.get("/counties/{code}/programme", response_model=ProgrammeAnswer)
def programme(code: County, request: Request, core: Core, when: When) -> Response:
    """Return the county's programme: who runs and funds it, its definitions, external actors and coordinators."""
    check_own_county(core, code, when.reading)
    found = reading.programme(when.reading, code)
    parts = _parts(found) if found else {}
    told = ProgrammeAnswer(as_of=moment_answer(when), demo=core.is_demo, code=code, day=when.day, **parts)
    return answer(request, told, when)


def _parts(found: Programme) -> dict[str, Any]:
    return {
        "programme": ProgrammeFacts(**_told(found.itself)),
        "funders": [FunderAnswer(**_told(row)) for row in found.funders],
        "definitions": [
            DefinitionAnswer(**_told(row), superseded_on=found.superseded_on(row)) for row in found.definitions
        ],
        "external_actors": [ExternalActorAnswer(**_told(row)) for row in found.actors],
        "coordinators": [CoordinatorAnswer(**_told(row)) for row in found.coordinators],
    }


def _told(row: Row) -> dict[str, Any]:
    return row.model_dump(exclude={"scb_code"})


@router.get("/counties/{code}/actions", response_model=CountyActionsAnswer)
def actions(code: County, request: Request, actor: Holder, core: Core, lang: Language, when: When) -> Response:
    """Return what the caller may do that concerns the county itself, and why the rest may not be done (C3)."""
    county_of(core, code)
    if when.happened_by:
        raise Problem(422, "not-by-what-happened")
    offered = core.actions.as_of(when.position, when.day) if when.is_past else core.actions
    scope = Scope.of(code)
    told = [action_answer(each, scope, lang, core.reference.codes) for each in offered.offered(scope, actor)]
    return answer(request, CountyActionsAnswer(code=code, as_of=moment_answer(when), actions=told), when)


@router.get("/counties/{code}/timeline", response_model=EventsAnswer)
def timeline(
    code: County,
    request: Request,
    core: Core,
    lang: Language,
    when: When,
    cursor: Cursor = None,
    limit: Limit = 50,
    fmt: Format = None,
) -> Response:
    """Return what has happened to the county's programme, the latest first, as sentences (A1)."""
    check_own_county(core, code, when.reading)
    wanted = TrailFilter(municipality=code, refusals=False, before=cursor, limit=limit)
    return entries(request, core, lang, when, wanted, fmt)
