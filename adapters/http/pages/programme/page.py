"""The county's programme and its timeline."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Cursor, Format, Reader, Viewing
from adapters.http.pages.entries import PAGE, SHEET, just_recorded, shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.actions import action_groups
from adapters.http.pages.programme.acts import acts_of
from adapters.http.pages.programme.view import programme_view
from adapters.http.pages.visit import Visit
from adapters.http.pages.why_not.asked import acting
from adapters.http.reading import programme as reading
from adapters.http.reading.standing import set_aside
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.scopes import Location, county_of
from adapters.http.sheets.trail import trail_sheet
from domain.messages import TOPICS
from domain.programme.rules import PROGRAMME
from domain.scope import Scope
from projections.audit_trail import TrailRow
from workflows.actions.actions import Offered

# So many events are told on the programme's page; its timeline has them all.
_LATEST = 7
_TOPICS = frozenset(each for each in TOPICS if each.startswith(f"{PROGRAMME.name}."))

router = APIRouter(include_in_schema=False)


@router.get("/counties/{code}/programme")
def programme(code: str, visit: Viewing) -> Response:
    """Return the programme's page; its actions alone for someone who reads nothing of the work."""
    location, names = _location(visit, code), visit.coordinators()
    told = _told(visit, location)
    if not visit.visibility.reads_work:
        groups, aside = action_groups(visit, code, told.actions, names), sorted(told.set_aside)
        return visit.show("municipality/actions_only.html", title=location.name, groups=groups, set_aside=aside)
    found = reading.programme(visit.reading, code)
    return visit.show_view(
        "programme/programme.html",
        location=location,
        name=found.itself.programme_name if found else "",
        shown=programme_view(visit, found, names) if found else None,
        acts=acts_of(visit, code, told.actions, names),
        events=[shown_entry(visit, row) for row in _latest(visit, code)],
        set_aside=sorted({*told.set_aside, *set_aside(visit.reading, code, None)}),
        saved=just_recorded(visit, code),
    )


def _told(visit: Visit, location: Location) -> Offered:
    """Return what the visitor may do about the programme, or why not; of the past what could be done then."""
    actor = acting(visit, location.scope.code, PROGRAMME.rules)
    return visit.actions.told(location.scope, actor, PROGRAMME.rules) if actor else Offered([])


def _latest(visit: Visit, code: str) -> Sequence[TrailRow]:
    asked = TrailFilter(municipality=code, topics=_TOPICS, refusals=False, by_day=True, limit=_LATEST)
    return trail(visit.reading, asked)


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
