"""Questions: the county, a municipality, what may be done, the work queue, the timeline and the trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AfterValidator, BaseModel
from starlette.responses import Response

from adapters.http.api.answers import (
    ActionsAnswer,
    CountyAnswer,
    EventsAnswer,
    MatrixRowAnswer,
    MunicipalityAnswer,
    QueueAnswer,
    action_answer,
    details_answer,
    entry_answer,
    matrix_row,
    moment_answer,
    waiting_answer,
)
from adapters.http.api.commands import County, Scb
from adapters.http.api.openapi import BEARER, OF_QUERIES
from adapters.http.authentication import Core, Holder, Language
from adapters.http.moment import POSITION_HEADER, AsOf, HappenedBy, Moment, caught_up, moment_of
from adapters.http.problems import Problem
from adapters.http.reading.reading import MatrixFilter, TrailFilter
from adapters.http.scopes import actions_at, is_own, readable_place
from adapters.http.services import Services
from adapters.http.sheets.writer import csv_response, wants_csv
from domain.people import Actor
from domain.places import Place
from domain.scope import Scope
from domain.standing import Membership, StepStatus
from domain.values import SCB_CODE, Role, Step
from workflows.actions import Actions
from workflows.reference import places

AskedCounty = Annotated[str | None, Query(alias="county", pattern=r"^[0-9]{2}$")]
Position = Annotated[
    int | None,
    Query(ge=0, le=2**62, description="Wait, a second at most, until the views have read up to here"),
]
Cursor = Annotated[int | None, Query(ge=1, le=2**62, description="From `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]
Format = Annotated[str | None, Query(alias="format", pattern="^(csv|json)$", description="`csv` for a sheet")]


def _when(
    core: Core, _actor: Holder, as_of: AsOf = None, happened_by: HappenedBy = None, min_position: Position = None
) -> Moment:
    """Return the moment that the caller asks for, after their own write is to be seen."""
    caught_up(core, min_position)
    return moment_of(core, as_of, happened_by)


When = Annotated[Moment, Depends(_when)]

State = Literal[StepStatus, Membership, "paused"]


def _known_part(name: str) -> str:
    if name not in {places.county_part(each.scb_code) for each in _everywhere()}:
        raise ValueError("no-such-part")
    return name


def _everywhere() -> Iterator[Place]:
    for county in places.counties():
        yield from places.municipalities(county.code)


Part = Annotated[
    Annotated[str, AfterValidator(_known_part)] | None,
    Query(max_length=60, description="A part of the county, as `county_part` names it", examples=["Karlstad"]),
]

router = APIRouter(prefix="/api/v1", tags=["queries"], dependencies=[BEARER], responses=OF_QUERIES)


def answer(request: Request, content: BaseModel, when: Moment) -> Response:
    """Return the content with a weak ETag and the position it shows; 304 when the caller has it already."""
    body = content.model_dump_json().encode()
    tag = f'W/"{sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        # The past is asked for anew, too: what was set aside then may have been read since.
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization, Accept-Language, Accept",
        POSITION_HEADER: str(when.position),
    }
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def sheet(name: str, rows: Iterable[Mapping[str, Any]], when: Moment, more: str | None = None) -> Response:
    """Return rows as a sheet; its name has the day when it shows the past."""
    response = csv_response(f"{name}-{when.day}" if when.is_past else name, rows, more)
    response.headers[POSITION_HEADER] = str(when.position)
    return response


def readable_county(code: str, actor: Actor) -> None:
    """Refuse a county that is none, and a role that reads none. Raises Problem 404 or 403."""
    if places.county(code) is None:
        raise Problem(404, "not-found")
    if actor.role is Role.ADMINISTRATOR:
        raise Problem(403, "forbidden")


def own_county(core: Services, code: str, actor: Actor) -> None:
    """Refuse a county that the log does not belong to, as well. Raises Problem 404 or 403."""
    readable_county(code, actor)
    if code != core.county:
        raise Problem(404, "not-found")


@router.get("/counties/{code}", response_model=CountyAnswer)
def county(
    code: County,
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    when: When,
    part: Part = None,
    state: State | None = None,
    attention: Annotated[str | None, Query(pattern="^(red|amber|info)$")] = None,
    fmt: Format = None,
) -> Response:
    """Return the county matrix: every municipality by the five steps, in alphabetical order (G1)."""
    own_county(core, code, actor)
    rows = when.reading.matrix(code, actor, when.day, MatrixFilter(part, state, attention))
    told = [matrix_row(row, core.reference, when.day, lang) for row in rows]
    if wants_csv(request, fmt):
        return sheet("county", _matrix_sheet(told), when)
    told_of = places.county(code)
    found = CountyAnswer(
        as_of=moment_answer(when),
        demo=core.is_demo,
        code=code,
        name=told_of.name if told_of else code,
        day=when.day,
        municipalities=told,
    )
    return answer(request, found, when)


def _matrix_sheet(rows: Iterable[MatrixRowAnswer]) -> Iterator[dict[str, Any]]:
    for row in rows:
        names = {"scb_code", "name", "county_part", "membership", "cycle", "paused"}
        cells = {f"{cell.step}_{name}": getattr(cell, name) for cell in row.steps for name in ("status", "days")}
        yield {**row.model_dump(include=names), **cells, "health": row.health, "attention": len(row.attention)}


@router.get("/municipalities/{scb_code}", response_model=MunicipalityAnswer)
def municipality(scb_code: Scb, request: Request, actor: Holder, core: Core, lang: Language, when: When) -> Response:
    """Return where one municipality stands, and what its work consists of (M1)."""
    _readable(core, scb_code, actor)
    row = when.reading.municipality(scb_code, actor, when.day)
    if row is None:
        raise Problem(404, "not-found")
    found = MunicipalityAnswer(
        **dict(matrix_row(row, core.reference, when.day, lang)),
        as_of=moment_answer(when),
        demo=core.is_demo,
        day=when.day,
        details=details_answer(when.reading.details(scb_code, actor)),
    )
    return answer(request, found, when)


@router.get("/municipalities/{scb_code}/actions", response_model=ActionsAnswer)
def actions(scb_code: Scb, request: Request, actor: Holder, core: Core, lang: Language, when: When) -> Response:
    """Return what the caller may do, and why the rest may not be done (C3); of the past, by today's rules."""
    place = readable_place(core, actor, scb_code)
    scope, offered = Scope.of(scb_code), actions_then(core, when)
    told = [action_answer(each, scope, lang, core.reference.codes) for each in actions_at(core, offered, place, actor)]
    return answer(request, ActionsAnswer(scb_code=scb_code, as_of=moment_answer(when), actions=told), when)


def actions_then(core: Services, when: Moment) -> Actions:
    """Return what may be done at the moment. Raises Problem 422 for what had happened by a day."""
    if when.happened_by:
        raise Problem(422, "not-by-what-happened")
    return core.actions.as_of(when.position, when.day) if when.is_past else core.actions


@router.get("/municipalities/{scb_code}/timeline", response_model=EventsAnswer)
def timeline(
    scb_code: Scb,
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    when: When,
    step: Annotated[Step | None, Query(description="Only what belongs to this step, in all cycles")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    fmt: Format = None,
) -> Response:
    """Return what has happened in one municipality, or in one of its steps, the latest first, as sentences (A1)."""
    place = _readable(core, scb_code, actor)
    wanted = TrailFilter(municipality=scb_code, step=step, refusals=False, before=cursor, limit=limit)
    anything = TrailFilter(municipality=scb_code, refusals=False, limit=1)
    if not is_own(core, place) and not when.reading.trail(anything, actor):
        raise Problem(404, "not-found")  # beyond the county there is something to read once support was given
    return entries(request, core, actor, lang, when, wanted, fmt)


@router.get("/work-queue", response_model=QueueAnswer)
def work_queue(
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    when: When,
    county_code: AskedCounty = None,
    fmt: Format = None,
) -> Response:
    """Return what waits across the municipalities: why, since when, and what clears it (C1)."""
    own_county(core, county_code or core.county, actor)
    queue = when.reading.queue(core.county, actor, when.day)
    told = [waiting_answer(standing, each, lang, core.reference.codes) for standing, each in queue]
    if wants_csv(request, fmt):
        names = ("scb_code", "name", "severity", "reason", "since", "step", "text", "clears")
        return sheet("work-queue", ({name: getattr(row, name) for name in names} for row in told), when)
    return answer(request, QueueAnswer(as_of=moment_answer(when), demo=core.is_demo, items=told), when)


@router.get("/trail", response_model=EventsAnswer)
def trail(
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    when: When,
    county_code: AskedCounty = None,
    municipality: Annotated[str | None, Query(pattern=SCB_CODE)] = None,
    actor_ref: Annotated[str | None, Query(alias="actor", pattern=r"^p-[0-9a-f]{32}$")] = None,
    kind: Annotated[str | None, Query(pattern=r"^[a-z0-9.-]{1,120}$")] = None,
    first_day: Annotated[date | None, Query(alias="from")] = None,
    last_day: Annotated[date | None, Query(alias="to")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    fmt: Format = None,
) -> Response:
    """Return the county-wide trail: who, when, why, caused by what; refusals too (A1)."""
    readable_county(county_code or core.county, actor)
    wanted = TrailFilter(
        # What is of no other county is this log's own, support beyond the county, too.
        county=None if county_code == core.county else county_code,
        municipality=municipality,
        actor_ref=actor_ref,
        topic=kind,
        first_day=first_day,
        last_day=last_day,
        before=cursor,
        limit=limit,
    )
    return entries(request, core, actor, lang, when, wanted, fmt)


def entries(
    request: Request, core: Services, actor: Actor, lang: str, when: Moment, wanted: TrailFilter, fmt: str | None
) -> Response:
    """Return a page of the trail, or a sheet of it."""
    rows = when.reading.trail(wanted, actor)
    told = [entry_answer(row, lang, core.reference.codes) for row in rows]
    following = rows[-1].position if len(rows) == wanted.limit else None
    if wants_csv(request, fmt):
        names = (
            "position", "scb_code", "occurred_on", "recorded_at", "actor_ref", "actor_role", "topic", "text",
            "reason", "channel", "late", "voided", "corrected_by", "causation_id", "event_id",
        )  # fmt: skip
        more = f"{request.url.path}?{request.url.include_query_params(cursor=following).query}" if following else None
        rows_told = (row.model_dump(mode="json", include=set(names)) for row in told)
        return sheet("trail", ({name: row[name] for name in names} for row in rows_told), when, more)
    found = EventsAnswer(as_of=moment_answer(when), demo=core.is_demo, events=told, next=following)
    return answer(request, found, when)


def _readable(core: Services, scb_code: str, actor: Actor) -> Place:
    """Return the municipality; forbidden and non-existent look the same. Raises Problem 404 or 403."""
    place = readable_place(core, actor, scb_code)
    if actor.role is Role.ADMINISTRATOR:
        raise Problem(403, "forbidden")
    return place
