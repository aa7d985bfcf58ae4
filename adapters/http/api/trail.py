"""Queries about events: a municipality's timeline and the county's trail."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from adapters.http.api.answers.events import EventAnswer, EventsAnswer, entry_answer
from adapters.http.api.answers.shown import moment_answer
from adapters.http.api.openapi import OF_SHEETS
from adapters.http.api.parameters import AskedCounty, Cursor, Format, Limit, Said, Scb, When
from adapters.http.api.responses import answer, check_county, check_reads_work
from adapters.http.authentication import Core, Holder
from adapters.http.moment import Moment
from adapters.http.problems import Problem
from adapters.http.reading import trail as reading
from adapters.http.reading.trail import TrailFilter
from adapters.http.scopes import is_own, readable_place
from adapters.http.services import Services
from adapters.http.sheets.trail import trail_sheet
from adapters.http.sheets.writer import sheet_format
from adapters.i18n.vocabulary import Vocabulary
from domain.periods import Day
from domain.scope_codes import COUNTY_CODE, SCB_CODE
from domain.values import Step

router = APIRouter()


@router.get("/municipalities/{scb_code}/timeline", response_model=EventsAnswer, responses=OF_SHEETS)
def timeline(
    scb_code: Scb,
    request: Request,
    actor: Holder,
    core: Core,
    said: Said,
    when: When,
    step: Annotated[Step | None, Query(description="Only what belongs to this step, in all cycles")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    fmt: Format = None,
) -> Response:
    """Return what has happened in one municipality, or in one of its steps, the latest first, as sentences (A1)."""
    place = readable_place(core, actor, scb_code)
    check_reads_work(when.reading)
    anything = TrailFilter(municipality=scb_code, refusals=False, limit=1)
    if not is_own(core, place) and not reading.trail(when.reading, anything):
        raise Problem(404, "not-found")  # beyond the county there is something to read once support was given
    wanted = TrailFilter(municipality=scb_code, step=step, refusals=False, by_day=True, before=cursor, limit=limit)
    return entries(request, core, said, when, wanted, fmt)


@router.get("/trail", response_model=EventsAnswer, responses=OF_SHEETS)
def trail(
    request: Request,
    core: Core,
    said: Said,
    when: When,
    county_code: AskedCounty = None,
    municipality: Annotated[str | None, Query(pattern=f"{SCB_CODE}|{COUNTY_CODE}")] = None,
    actor_ref: Annotated[str | None, Query(alias="actor", pattern=r"^p-[0-9a-f]{32}$")] = None,
    kind: Annotated[str | None, Query(pattern=r"^[a-z0-9.-]{1,120}$")] = None,
    first_day: Annotated[Day | None, Query(alias="from")] = None,
    last_day: Annotated[Day | None, Query(alias="to")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
    fmt: Format = None,
) -> Response:
    """Return the county-wide trail: who, when, why, caused by what; refusals too (A1)."""
    check_county(county_code or core.county, when.reading)
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
    return entries(request, core, said, when, wanted, fmt)


@router.get("/events/{event_id}", response_model=EventAnswer)
def event(event_id: UUID, request: Request, core: Core, said: Said, when: When) -> Response:
    """Return one event: who, when, why, by which rules, resting on what and caused by what (A1, A9, A10)."""
    check_reads_work(when.reading)
    row = reading.event(when.reading, str(event_id))
    if row is None:
        raise Problem(404, "not-found")
    told = entry_answer(row, said)
    return answer(request, EventAnswer(as_of=moment_answer(when), demo=core.is_demo, event=told), when)


def entries(
    request: Request, core: Services, said: Vocabulary, when: Moment, wanted: TrailFilter, fmt: str | None
) -> Response:
    """Return a page of the trail, or a sheet of it."""
    rows = reading.trail(when.reading, wanted)
    if asked := sheet_format(request, fmt):
        return trail_sheet(asked, request, rows, wanted.limit, when, said.cat, said.codes)
    following = rows[-1].position if len(rows) == wanted.limit else None
    events = [entry_answer(row, said) for row in rows]
    return answer(
        request, EventsAnswer(as_of=moment_answer(when), demo=core.is_demo, events=events, next=following), when
    )
