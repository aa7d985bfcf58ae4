"""What is other at one moment than at an earlier one (A4): in sentences that lead to their events, and side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from adapters.http.change_wording import names_all, told_shortly
from adapters.http.comparing import Asked, Comparing, Pair, asked, pair
from adapters.http.moment import Moment
from adapters.http.moment_parameters import Point, PositionOnDay, written
from adapters.http.pages.changes import months_back, shown_groups
from adapters.http.pages.compare import table
from adapters.http.pages.compare.presets import of_decisions, of_decisions_in
from adapters.http.pages.dependencies import Format, Reader
from adapters.http.pages.entries import shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading.changes import MOST_ENTRIES, Changes, changes
from adapters.http.reading.trail import events
from adapters.http.scopes import county_of, scope_path
from adapters.http.sheets.changes import changes_sheet
from domain.places import County, Place, scope_code
from domain.scope import Scope
from workflows.reference import places

# As many events as fit into one question and one page.
_MOST_SHOWN = 500

Part = Annotated[str | None, Query(max_length=60)]
Of = Annotated[str, Query(max_length=80)]
First = Annotated[str | None, Query(max_length=20)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Comparison:
    """Two moments of a county, of a part of it, or of a municipality; ``query``: what of the address asks for them."""

    code: str
    name: str
    path: str
    pair: Pair
    query: dict[str, str]
    part: str | None = None

    @property
    def is_county(self) -> bool:
        """Whether it is the county that is compared."""
        return self.path.startswith("/counties/")

    def found(self) -> Changes:
        """Return what changed."""
        return changes(self.pair.then, self.pair.now, self.code, self.part)


@router.get("/counties/{code}/changes")
def since(code: str, visit: Reader, since: Annotated[str | None, Query(max_length=400)] = None) -> Response:
    """Lead on to the comparison with what is shown: the address that was the page's earlier."""
    county_of(visit.core, code)
    asked(since)
    return RedirectResponse(visit.moment.at(with_query(f"/counties/{code}/compare", **{"from": since})), 307)


@router.get("/counties/{code}/compare")
def of_county(
    code: str,
    visit: Reader,
    wanted: Comparing,
    part: Part = None,
    first: First = None,
    fmt: Format = None,
) -> Response:
    """Return what changed in the county between two moments; since three months ago where none is asked for.

    ``first``: the municipality with which the list of steps that moved begins.
    """
    comparison = _comparison(visit, county_of(visit.core, code), wanted, part)
    found = comparison.found()
    if fmt:
        return changes_sheet(fmt, found, visit.moment, visit.cat, visit.codes)
    days = (found.since, found.until)
    now, path, kept = comparison.pair.now, comparison.path, _kept(comparison)
    names = {each: row.standing.name for each, row in found.after.items()}
    moved = table.moved(visit, found, days, first)
    return _shown(
        visit,
        comparison,
        found,
        presets=months_back(visit, now, path, **kept),
        decided=of_decisions_in(visit, now, names, path, **kept),
        lines=table.of_county(visit, found, code),
        moved=moved,
        following=moved.next and with_query(path, **comparison.query, first=moved.next),
        is_further=first is not None,
        meeting=with_query(f"/counties/{code}/meeting", since=found.since, part=comparison.part),
        regions=_regions(code),
    )


@router.get("/municipalities/{scb_code}/compare")
def of_municipality(scb_code: str, visit: Reader, wanted: Comparing, fmt: Format = None) -> Response:
    """Return what changed in a municipality between two moments."""
    comparison = _comparison(visit, visit.place(scb_code), wanted)
    found = comparison.found()
    if fmt:
        return changes_sheet(fmt, found, visit.moment, visit.cat, visit.codes)
    now, path, kept = comparison.pair.now, comparison.path, _kept(comparison)
    return _shown(
        visit,
        comparison,
        found,
        presets=months_back(visit, now, path, **kept),
        decided=of_decisions(visit, now, scb_code, path, **kept),
        lines=table.of_municipality(visit, found, scb_code, (found.since, found.until)),
    )


@router.get("/counties/{code}/compare/events")
def behind_county(
    code: str,
    visit: Reader,
    wanted: Comparing,
    part: Part = None,
    of: Of = "",
) -> Response:
    """Return the events behind one of the sentences of the county."""
    return _behind(visit, _comparison(visit, county_of(visit.core, code), wanted, part), of)


@router.get("/municipalities/{scb_code}/compare/events")
def behind_municipality(scb_code: str, visit: Reader, wanted: Comparing, of: Of = "") -> Response:
    """Return the events behind one of the sentences of a municipality."""
    return _behind(visit, _comparison(visit, visit.place(scb_code), wanted), of)


def _regions(code: str) -> list[str]:
    """Return the parts of a county, in alphabetical order."""
    found = {places.labour_market_region(each.scb_code) for each in places.municipalities(code)}
    return sorted(filter(None, found), key=places.swedish_key)


def _comparison(
    visit: Visit,
    of: Place | County,
    wanted: Asked,
    part: str | None = None,
) -> Comparison:
    query = {"from": wanted.since, "to": wanted.until, "by": wanted.axis, "part": part or None}
    return Comparison(
        scope_code(of),
        of.name,
        f"{scope_path(Scope.of(scope_code(of)))}/compare",
        pair(visit.core, visit.moment, wanted),
        {name: _text(each) for name, each in query.items() if each is not None},
        part or None,
    )


def _text(given: Point | str) -> str:
    return given if isinstance(given, str) else written(given)


def _kept(comparison: Comparison) -> dict[str, str]:
    """Return what of the address stays when another earlier moment is chosen."""
    return {name: each for name, each in comparison.query.items() if name != "from"}


def _shown(visit: Visit, comparison: Comparison, found: Changes, **more: object) -> Response:
    then, now = (_said(visit, each) for each in (comparison.pair.then, comparison.pair.now))
    is_between = comparison.pair.now is not visit.moment and comparison.pair.now.day != visit.today
    return visit.show_view(
        "compare/compare.html",
        comparison=comparison,
        found=found,
        heading=visit.cat.text("ui.compare.between" if is_between else "ui.changes.title", since=then, until=now),
        names=(then, now),
        is_between=is_between,
        oddities=(*comparison.pair.oddities, *(["before"] if found.after and not found.before else [])),
        is_still=not any(each.is_of_step for each in found.sentences),
        groups=list(shown_groups(visit, found, comparison.path, **comparison.query)),
        address=with_query(comparison.path, **comparison.query),
        most=MOST_ENTRIES,
        **{"decided": (), "moved": None, "meeting": "", "regions": (), **more},
    )


def _said(visit: Visit, moment: Moment) -> str:
    """Return what a moment is called: a day, a time, or a position with its day."""
    match moment.point:
        case datetime() as time:
            return visit.cat.datetime(time)
        case int() | PositionOnDay():
            return visit.cat.text("ui.compare.position", position=moment.position, day=moment.day)
        case _:  # a day, or the present
            return visit.cat.date(moment.day)


def _behind(visit: Visit, comparison: Comparison, of: str) -> Response:
    found = comparison.found()
    sentence = found.by_key(of)
    if sentence is None:
        raise Problem(404, "not-found")
    rows = events(visit.reading, sentence.events[:_MOST_SHOWN])
    return visit.show_view(
        "compare/events.html",
        name=comparison.name,
        home=comparison.path.removesuffix("/compare"),
        before=visit.cat.text("ui.changes.title", since=_said(visit, comparison.pair.then)),
        ways=with_query(comparison.path, **comparison.query),
        sentence=told_shortly(sentence, found.since, visit.cat, visit.codes).text,
        places=[] if names_all(sentence) else [each.name for each in sentence.parts],
        events=[shown_entry(visit, row) for row in rows],
        left_out=max(len(sentence.events) - _MOST_SHOWN, 0),
    )
