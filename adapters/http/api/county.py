"""Queries about the county: the matrix and the work queue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from adapters.http.api.answers.attention import QueueAnswer, waiting_answer
from adapters.http.api.answers.changes import ChangesAnswer, changes_answer
from adapters.http.api.answers.county import CountAnswer, CountyAnswer, matrix_row
from adapters.http.api.answers.shown import moment_answer
from adapters.http.api.openapi import OF_SHEETS
from adapters.http.api.parameters import AskedCounty, County, Format, Part, Said, When
from adapters.http.api.responses import answer, check_own_county
from adapters.http.authentication import Core
from adapters.http.moment import earlier
from adapters.http.reading.changes import DEFAULT_MONTHS, changes, months_before
from adapters.http.reading.county import MatrixFilter, State, overview, queue
from adapters.http.sheets.county import matrix_sheet, queue_sheet
from adapters.http.sheets.writer import sheet_format
from domain.periods import Day
from workflows.attention.reason import Severity
from workflows.reference import places

router = APIRouter()


@router.get("/counties/{code}", response_model=CountyAnswer, responses=OF_SHEETS)
def county(
    code: County,
    request: Request,
    core: Core,
    said: Said,
    when: When,
    part: Part = None,
    state: State | None = None,
    attention: Severity | None = None,
    fmt: Format = None,
) -> Response:
    """Return the county matrix: every municipality by the five steps, in alphabetical order (G1)."""
    check_own_county(core, code, when.reading)
    seen = overview(when.reading, code, when.day).matching(MatrixFilter(part, state, attention))
    if asked := sheet_format(request, fmt):
        return matrix_sheet(asked, seen.everywhere, when, said.cat)
    named = places.county(code)
    found = CountyAnswer(
        as_of=moment_answer(when),
        demo=core.is_demo,
        code=code,
        name=named.name if named else code,
        day=when.day,
        counts={name: CountAnswer(count=each.number, events=list(each.events)) for name, each in seen.counts.items()},
        municipalities=[matrix_row(row, core.reference, when.day, said) for row in seen.rows],
        beyond=[matrix_row(row, core.reference, when.day, said) for row in seen.beyond],
    )
    return answer(request, found, when)


@router.get("/counties/{code}/changes", response_model=ChangesAnswer)
def county_changes(
    code: County,
    request: Request,
    core: Core,
    said: Said,
    when: When,
    since: Annotated[
        Day | None, Query(description="The day at whose end the earlier moment is; three months before without it")
    ] = None,
) -> Response:
    """Return what changed in the county since a day: a difference of two moments, and what was done between (G13)."""
    check_own_county(core, code, when.reading)
    day = since or months_before(when, DEFAULT_MONTHS)
    seen = changes(earlier(core, when, day), when, code)
    return answer(request, changes_answer(seen, when, core, said), when)


@router.get("/work-queue", response_model=QueueAnswer, responses=OF_SHEETS)
def work_queue(
    request: Request, core: Core, said: Said, when: When, county_code: AskedCounty = None, fmt: Format = None
) -> Response:
    """Return what waits across the municipalities: why, since when, and what clears it (C1)."""
    check_own_county(core, county_code or core.county, when.reading)
    waiting = queue(when.reading, core.county, when.day)
    if asked := sheet_format(request, fmt):
        return queue_sheet(asked, waiting, when, said.cat, said.codes)
    items = [waiting_answer(standing, each, said) for standing, each in waiting]
    return answer(request, QueueAnswer(as_of=moment_answer(when), demo=core.is_demo, items=items), when)
