"""Questions: the county, a municipality, what may be done, the work queue, the timeline and the trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from json import dumps
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import AfterValidator
from starlette.responses import JSONResponse, Response

from adapters.http.api.commands import Scb
from adapters.http.api.describing import BEARER, OF_QUERIES
from adapters.http.csv_sheet import csv_response, wants_csv
from adapters.http.identity import Core, Holder, Language
from adapters.http.placing import actions_at, is_own, readable_place
from adapters.http.problems import Problem
from adapters.http.reading import MatrixFilter, TrailFilter
from adapters.http.services import Services
from adapters.http.shapes import action_json, attention_json, detail_json, matrix_row, trail_json
from domain.decider import Place
from domain.people import Actor
from domain.standing import Membership, StepStatus
from domain.values import Role, Step
from workflows import places

County = Annotated[str, Path(pattern=r"^[0-9]{2}$", description="SCB code of the county", examples=["17"])]
Position = Annotated[
    int | None,
    Query(ge=0, le=2**62, description="Wait, a second at most, until the views have read up to here"),
]
Cursor = Annotated[int | None, Query(ge=1, le=2**62, description="From `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]
Format = Annotated[str | None, Query(alias="format", pattern="^(csv|json)$", description="`csv` for a sheet")]

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


def answer(request: Request, content: Mapping[str, Any]) -> Response:
    """Return the content with a weak ETag; 304 when the caller has it already."""
    tag = f'W/"{sha256(dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization, Accept-Language, Accept",
    }
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return JSONResponse(dict(content), headers=headers)


def readable_county(code: str, actor: Actor) -> None:
    """Refuse a county that is none, and a role that reads none. Raises Problem 404 or 403."""
    if places.county(code) is None:
        raise Problem(404, "not-found")
    if actor.role is Role.ADMINISTRATOR:
        raise Problem(403, "forbidden")


def caught_up(core: Services, position: int | None) -> None:
    """Wait for one's own write. Raises Problem 503 when the views have not come so far in a second."""
    if position is not None and not core.reading.wait(position):
        raise Problem(503, "unavailable", headers={"Retry-After": "1"})


@router.get("/counties/{code}")
def county(
    code: County,
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    part: Part = None,
    state: State | None = None,
    attention: Annotated[str | None, Query(pattern="^(red|amber|info)$")] = None,
    min_position: Position = None,
    fmt: Format = None,
) -> Response:
    """Return the county matrix: every municipality by the five steps, in alphabetical order (G1)."""
    readable_county(code, actor)
    caught_up(core, min_position)
    day = core.clock.today()
    rows = core.reading.matrix(code, actor, day, MatrixFilter(part, state, attention))
    told = [matrix_row(row, core.world.definition, day, lang, core.world.codes) for row in rows]
    if wants_csv(request, fmt):
        return csv_response("county", _matrix_sheet(told))
    name = found.name if (found := places.county(code)) else code
    return answer(
        request,
        {"code": code, "name": name, "day": day.isoformat(), "demo": core.is_demo, "municipalities": told},
    )


def _matrix_sheet(rows: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for row in rows:
        sheet = {name: row[name] for name in ("scb_code", "name", "county_part", "membership", "cycle", "paused")}
        for step, cell in zip(Step, row["steps"], strict=True):
            sheet |= {f"{step.value}_status": cell["status"], f"{step.value}_days": cell["days"]}
        yield sheet | {"health": row["health"], "attention": len(row["attention"])}


@router.get("/municipalities/{scb_code}")
def municipality(
    scb_code: Scb, request: Request, actor: Holder, core: Core, lang: Language, min_position: Position = None
) -> Response:
    """Return where one municipality stands, and what its work consists of (M1)."""
    _readable(core, scb_code, actor)
    caught_up(core, min_position)
    day = core.clock.today()
    row = core.reading.municipality(scb_code, actor, day)
    if row is None:
        raise Problem(404, "not-found")
    details = core.reading.details(scb_code, actor)
    return answer(
        request,
        {
            **matrix_row(row, core.world.definition, day, lang, core.world.codes),
            "day": day.isoformat(),
            "demo": core.is_demo,
            "details": {section: [detail_json(each) for each in rows] for section, rows in details.items()},
        },
    )


@router.get("/municipalities/{scb_code}/actions")
def actions(scb_code: Scb, request: Request, actor: Holder, core: Core, lang: Language) -> Response:
    """Return what the caller may do now, and why the rest may not be done (C3)."""
    place = readable_place(core, actor, scb_code)
    told = [action_json(each, scb_code, lang, core.world.codes) for each in actions_at(core, place, actor)]
    return answer(request, {"scb_code": scb_code, "actions": told})


@router.get("/municipalities/{scb_code}/timeline")
def timeline(
    scb_code: Scb,
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    cursor: Cursor = None,
    limit: Limit = 50,
    min_position: Position = None,
    fmt: Format = None,
) -> Response:
    """Return what has happened in one municipality, the latest first, as sentences (A1)."""
    place = _readable(core, scb_code, actor)
    caught_up(core, min_position)
    wanted = TrailFilter(municipality=scb_code, refusals=False, before=cursor, limit=limit)
    if not is_own(core, place) and not core.reading.trail(wanted, actor):
        raise Problem(404, "not-found")  # beyond the county there is something to read once support was given
    return _page(request, core, actor, lang, wanted, fmt)


@router.get("/work-queue")
def work_queue(
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    county_code: Annotated[str | None, Query(alias="county", pattern=r"^[0-9]{2}$")] = None,
    min_position: Position = None,
    fmt: Format = None,
) -> Response:
    """Return what waits across the municipalities: why, since when, and what clears it (C1)."""
    readable_county(county_code or core.county, actor)
    caught_up(core, min_position)
    queue = core.reading.queue(county_code or core.county, actor, core.clock.today())
    told = [
        {
            "scb_code": standing.scb_code,
            "name": standing.name,
            **attention_json(each, lang, core.world.codes),
        }
        for standing, each in queue
    ]
    if wants_csv(request, fmt):
        names = ("scb_code", "name", "severity", "reason", "since", "step", "text", "clears")
        return csv_response("work-queue", ({name: row[name] for name in names} for row in told))
    return answer(request, {"items": told, "demo": core.is_demo})


@router.get("/trail")
def trail(
    request: Request,
    actor: Holder,
    core: Core,
    lang: Language,
    county_code: Annotated[str | None, Query(alias="county", pattern=r"^[0-9]{2}$")] = None,
    municipality: Annotated[str | None, Query(pattern=r"^[0-9]{4}$")] = None,
    actor_ref: Annotated[str | None, Query(alias="actor", pattern=r"^p-[0-9a-f]{32}$")] = None,
    kind: Annotated[str | None, Query(pattern=r"^[a-z0-9.-]{1,120}$")] = None,
    first_day: Annotated[date | None, Query(alias="from")] = None,
    last_day: Annotated[date | None, Query(alias="to")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    min_position: Position = None,
    fmt: Format = None,
) -> Response:
    """Return the county-wide trail: who, when, why, caused by what; refusals too (A1)."""
    readable_county(county_code or core.county, actor)
    caught_up(core, min_position)
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
    return _page(request, core, actor, lang, wanted, fmt)


def _page(request: Request, core: Services, actor: Actor, lang: str, wanted: TrailFilter, fmt: str | None) -> Response:
    rows = core.reading.trail(wanted, actor)
    told = [trail_json(row, lang, core.world.codes) for row in rows]
    following = rows[-1].position if len(rows) == wanted.limit else None
    if wants_csv(request, fmt):
        names = (
            "position", "scb_code", "occurred_on", "recorded_at", "actor_ref", "actor_role", "topic", "text",
            "reason", "channel", "late", "voided", "corrected_by", "causation_id", "event_id",
        )  # fmt: skip
        more = f"{request.url.path}?{request.url.include_query_params(cursor=following).query}" if following else None
        return csv_response("trail", ({name: row[name] for name in names} for row in told), more)
    return answer(request, {"events": told, "next": following, "demo": core.is_demo})


def _readable(core: Services, scb_code: str, actor: Actor) -> Place:
    """Return the municipality; forbidden and non-existent look the same. Raises Problem 404 or 403."""
    place = readable_place(core, actor, scb_code)
    if actor.role is Role.ADMINISTRATOR:
        raise Problem(403, "forbidden")
    return place
