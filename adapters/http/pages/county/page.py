"""The county: every municipality by the five steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from adapters.http.pages.county.cells import SYMBOLS, step_cells
from adapters.http.pages.dependencies import Format, Reader, Viewing
from adapters.http.pages.entries import shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading.county import CountName, MatrixFilter, State, overview
from adapters.http.reading.standing import MatrixRow
from adapters.http.reading.trail import events
from adapters.http.scopes import county_of, municipalities
from adapters.http.sheets.county import matrix_sheet
from domain.municipality.commands import RegisterMunicipality
from domain.places import Place
from domain.values import Step
from workflows.attention.reason import SEVERITIES
from workflows.reference import places

_STATES = ("in_progress", "achieved", "declined", "not_applicable", "paused", "joined", "outside", "left")
COUNTED: Mapping[CountName, str] = {
    "municipalities": "ui.count.municipalities",
    "joined": "ui.county.joined",
    "attention": "ui.county.attention",
    "reasons": "ui.count.reasons",
}

Chosen = Annotated[str | None, Query(max_length=60)]

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(visit: Viewing) -> Response:
    """Go to the county."""
    return RedirectResponse(visit.moment.at(f"/counties/{visit.core.county}"), 303)


@router.get("/counties/{code}")
def county(
    code: str,
    visit: Viewing,
    part: Chosen = None,
    state: State | Literal[""] | None = None,
    attention: Chosen = None,
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
    filters = {"part": part or None, "state": state or None, "attention": attention or None}
    seen = everything.matching(MatrixFilter(part or None, state or None, attention or None))
    if fmt:
        return matrix_sheet(fmt, seen.everywhere, visit.moment, visit.cat)
    return visit.show_view(
        "county/county.html",
        name=found.name,
        code=code,
        steps=tuple(Step),
        rows=[(row, step_cells(visit, row.standing), _gravest(row)) for row in seen.rows],
        beyond=[(row, _gravest(row)) for row in seen.beyond],
        counts=seen.counts,
        counted=COUNTED,
        behind={name: with_query(f"/counties/{code}/events", behind=name, **filters) for name in seen.counts},
        unregistered=_unregistered(visit, code, everything.rows),
        parts=sorted(filter(None, {row.labour_market_region for row in everything.rows}), key=places.swedish_key),
        states=_STATES,
        severities=SEVERITIES,
        symbols=SYMBOLS,
        filters=filters,
        sheet=with_query(f"/counties/{code}", **filters),
    )


def _gravest(row: MatrixRow) -> str | None:
    return row.attention[0].severity if row.attention else None


@router.get("/counties/{code}/events")
def events_behind(
    code: str,
    visit: Reader,
    behind: CountName = "attention",
    part: Chosen = None,
    state: State | Literal[""] | None = None,
    attention: Chosen = None,
) -> Response:
    """Return the events behind one of the county's numbers."""
    county_of(visit.core, code)
    wanted = MatrixFilter(part or None, state or None, attention or None)
    count = overview(visit.reading, code, visit.today).matching(wanted).counts[behind]
    rows = sorted(events(visit.reading, count.events), key=lambda row: (row.occurred_on, row.position), reverse=True)
    return visit.show_view(
        "county/events.html",
        code=code,
        number=visit.cat.text(COUNTED[behind], count=count.number),
        events=[shown_entry(visit, row) for row in rows],
    )


def _unregistered(visit: Visit, code: str, rows: Sequence[MatrixRow]) -> list[Place]:
    """Return the municipalities that the log does not know, for those who may register them."""
    known = {row.standing.scb_code for row in rows if row.standing.is_registered}
    return [
        each
        for each in places.municipalities(code)
        if each.scb_code not in known and visit.may_give(each.scb_code, RegisterMunicipality)
    ]
