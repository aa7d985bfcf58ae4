"""The county's programme and its timeline."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Cursor, Format, Reader, Viewing
from adapters.http.pages.entries import PAGE, SHEET, just_recorded, shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.actions import Group, action_groups
from adapters.http.pages.programme.tables import Tables
from adapters.http.pages.visit import Visit
from adapters.http.reading import programme as reading
from adapters.http.reading.standing import set_aside
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.scopes import Location, county_of
from adapters.http.sheets.trail import trail_sheet
from domain.programme.rules import PROGRAMME
from domain.scope import Scope, ScopeKind
from workflows.visibility import may_act

router = APIRouter(include_in_schema=False)


@router.get("/counties/{code}/programme")
def programme(code: str, visit: Viewing) -> Response:
    """Return the programme's page; its actions alone for someone who reads nothing of the work."""
    location, names, groups = _location(visit, code), visit.coordinators(), list[Group]()
    aside: set[str] = set()
    if may_act(visit.actor, ScopeKind.COUNTY) and not visit.moment.is_past:
        told = visit.core.actions.told(location.scope, visit.actor, PROGRAMME.rules)
        groups, aside = action_groups(visit, code, told.actions, names), {*told.set_aside}
    if not visit.visibility.reads_work:
        return visit.show("municipality/actions_only.html", title=location.name, groups=groups, set_aside=sorted(aside))
    found = reading.programme(visit.reading, code)
    return visit.show_view(
        "programme/programme.html",
        location=location,
        itself=found.itself if found else None,
        words=visit.words(),
        tables=Tables(visit, found, names).made() if found else [],
        groups=groups,
        set_aside=sorted(aside.union(set_aside(visit.reading, code, None))),
        saved=just_recorded(visit, code),
    )


@router.get("/counties/{code}/timeline")
def timeline(code: str, visit: Reader, cursor: Cursor = None, fmt: Format = None) -> Response:
    """Return what has happened to the county's programme, the latest first."""
    location = _location(visit, code)
    limit = SHEET if fmt else PAGE
    rows = trail(visit.reading, TrailFilter(municipality=code, refusals=False, by_day=True, before=cursor, limit=limit))
    if fmt:
        return trail_sheet(fmt, visit.request, rows, limit, visit.moment, visit.cat, visit.codes)
    path = f"{location.path}/timeline"
    return visit.show_view(
        "timeline/timeline.html",
        location=location,
        step=None,
        events=[shown_entry(visit, row) for row in rows],
        next=with_query(path, cursor=rows[-1].position) if len(rows) == PAGE else None,
        first=path if cursor else None,
        sheet=path,
    )


def _location(visit: Visit, code: str) -> Location:
    county_of(visit.core, code)
    return Location(Scope.of(code), visit.cat.text("aggregate.programme"))
