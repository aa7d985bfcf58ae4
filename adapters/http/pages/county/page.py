"""The county: what is true of it today, every municipality by the five steps, and where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, assert_never

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from adapters.http.moment_parameters import parsed_day
from adapters.http.pages.attention import waiting as in_words
from adapters.http.pages.county.chips import chips
from adapters.http.pages.county.columns import heads
from adapters.http.pages.county.counting import Counting, counting
from adapters.http.pages.county.look_back import look_back
from adapters.http.pages.county.map import PAINTS, county_map
from adapters.http.pages.county.rows import lines_of, rows_of
from adapters.http.pages.county.sentences import answers
from adapters.http.pages.county.step_pages import events_page
from adapters.http.pages.dependencies import Format, Reader, Viewing
from adapters.http.pages.entries import shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.packing import packed
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading.county import CountName, MatrixFilter, State, overview
from adapters.http.reading.county_facts import EventFact, StepFact, Waiting, at_step, facts, waiting
from adapters.http.reading.standing import MatrixRow, WaitingFact
from adapters.http.reading.standstill import TimesFact, behind_times
from adapters.http.reading.trail import events
from adapters.http.scopes import county_of, municipalities
from adapters.http.sheets.county import matrix_sheet
from domain.municipality.commands import RegisterMunicipality
from domain.places import Place
from domain.values import Step
from workflows.reference import places

_STATES = ("in_progress", "achieved", "declined", "not_applicable", "paused", "joined", "outside", "left")

Chosen = Annotated[str | None, Query(max_length=60)]
Since = Annotated[str | None, Query(max_length=40)]
Behind = Literal[CountName, EventFact, WaitingFact, StepFact, TimesFact]


async def _wanted(
    part: Chosen = None, state: State | Literal[""] | None = None, attention: Chosen = None
) -> MatrixFilter:
    """Return which municipalities are asked for; a field that was left empty asks for all."""
    return MatrixFilter(part or None, state or None, attention or None)


Wanted = Annotated[MatrixFilter, Depends(_wanted)]

router = APIRouter(include_in_schema=False)


@router.get("/counties/{code}")
def county(
    code: str,
    visit: Viewing,
    wanted: Wanted,
    step: Step = Step.SITUATION_PICTURE,
    fmt: Format = None,
) -> Response:
    """Return the county matrix (G1); the list of municipalities for someone who reads nothing of the work."""
    found = places.county(code)
    if found is None or code != visit.core.county:
        raise Problem(404, "not-found")
    if not visit.visibility.reads_work:
        listed = municipalities(visit.core, visit.visibility)
        return visit.show("county/places.html", name=found.name, places=listed)
    everything = overview(visit.reading, code, visit.today)
    filters = {"part": wanted.labour_market_region, "state": wanted.state, "attention": wanted.attention}
    seen = everything.matching(wanted)
    if fmt:
        return matrix_sheet(fmt, seen.everywhere, visit.moment, visit.cat)
    lines, columns = (
        lines_of(visit, seen.rows),
        heads(everything.rows, visit.cat, lambda name, each: events_page(visit, code, name, each)),
    )
    page = visit.show_view(
        "county/county.html",
        name=found.name,
        code=code,
        answers=answers(visit, code, everything, look_back(visit, code)),
        chips=chips(visit, code, everything, wanted),
        heads=columns,
        rows=rows_of(visit, lines),
        beyond=lines_of(visit, seen.beyond),
        map=county_map(code, lines, columns, step, visit.cat),
        paints=PAINTS,
        map_steps={each: with_query(f"/counties/{code}", **filters, step=each) + "#map" for each in Step},
        unregistered=_unregistered(visit, code, everything.rows),
        regions=everything.regions,
        states=[(each, visit.cat.text(f"ui.chip.state.{each}")) for each in _STATES],
        filters=filters,
        sheet=with_query(f"/counties/{code}", **filters),
    )
    return packed(visit.request, page)


@router.get("/counties/{code}/events")
def events_behind(
    code: str,
    visit: Reader,
    wanted: Wanted,
    behind: Behind = "attention",
    since: Since = None,
    step: Step = Step.SITUATION_PICTURE,
) -> Response:
    """Return what is behind one of the county's numbers: as many events, or reasons for attention."""
    county_of(visit.core, code)
    seen = overview(visit.reading, code, visit.today).matching(wanted)
    day = look_back(visit, code, parsed_day(since, "since")).day
    counted = counting(visit, seen, behind, day, step)
    ids: Sequence[str]
    match behind:
        case "red" | "amber" | "overdue":
            return _waiting(visit, code, behind, waiting(seen)[behind], counted)
        case "joined" | "picture" | "support" | "closed" | "started" | "visited" | "contacted":
            fact = facts(visit.reading, seen, day, visit.today)[behind]
            number, ids = fact.number, fact.events
        case "done" | "achieved" | "other" | "doing":
            number, ids = (fact := at_step(seen, step, behind)).number, fact.events
        case "finished" | "paused" | "waited":
            ids = behind_times(visit.reading, code, visit.today, step, behind)
            number = len(ids)
        case "municipalities" | "attention" | "reasons":
            count = seen.counts[behind]
            number, ids = count.number, count.events
        case _:
            assert_never(behind)
    rows = sorted(events(visit.reading, ids), key=lambda row: (row.standing_day, row.position), reverse=True)
    shown = [shown_entry(visit, row) for row in rows]
    title = _title(visit, behind, number)
    return visit.show_view("county/events.html", code=code, number=title, events=shown, counted=counted)


def _waiting(visit: Visit, code: str, behind: WaitingFact, found: Waiting, counted: Counting) -> Response:
    shown = in_words(visit, [(standing.name, each) for standing, each in found.reasons])
    title = _title(visit, behind, found.number)
    return visit.show_view("county/waiting.html", code=code, waiting=shown, title=title, counted=counted)


def _title(visit: Visit, behind: Behind, number: int) -> str:
    return visit.cat.text(f"ui.behind.{behind}", count=number)


def _unregistered(visit: Visit, code: str, rows: Sequence[MatrixRow]) -> list[Place]:
    """Return the municipalities that the log does not know, for those who may register them."""
    known = {row.standing.scb_code for row in rows if row.standing.is_registered}
    return [
        each
        for each in places.municipalities(code)
        if each.scb_code not in known and visit.may_give(each.scb_code, RegisterMunicipality)
    ]
