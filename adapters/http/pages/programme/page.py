"""The county's programme and its timeline."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.api import programme as api
from adapters.http.pages.county.page import Format
from adapters.http.pages.municipality.page import ACTORS, action_groups, saved
from adapters.http.pages.programme.tables import Tables
from adapters.http.pages.trail.page import PAGE, SHEET, Cursor, told
from adapters.http.pages.visit import Reader, Viewing, Visit, with_query
from adapters.http.reading.reading import TrailFilter
from adapters.http.scopes import Location, county_of
from domain.scope import Scope
from domain.values import Role

router = APIRouter(include_in_schema=False)


@router.get("/counties/{code}/programme")
def programme(code: str, visit: Viewing) -> Response:
    """Return the programme's page; for the administrator, who reads none of it, its actions alone."""
    location = _location(visit, code)
    names = visit.coordinators()
    groups = []
    if visit.actor.role in ACTORS and not visit.moment.is_past:
        groups = action_groups(visit, location, visit.core.actions.offered(location.scope, visit.actor), names)
    if visit.actor.role is Role.ADMINISTRATOR:
        title = visit.cat.text("aggregate.programme")
        return visit.show("municipality/actions_only.html", title=title, groups=groups)
    found = visit.reading.programme(code, visit.actor)
    return visit.show_view(
        "programme/programme.html",
        location=location,
        itself=found.itself if found else None,
        words=visit.words(),
        tables=Tables(visit, found, names).made() if found else [],
        groups=groups,
        saved=saved(visit, code),
    )


@router.get("/counties/{code}/timeline")
def timeline(code: str, visit: Reader, cursor: Cursor = None, fmt: Format = None) -> Response:
    """Return what has happened to the county's programme, the latest first."""
    location = _location(visit, code)
    if fmt == "csv":
        return api.timeline(
            code, visit.request, visit.actor, visit.core, visit.lang, visit.moment, cursor, SHEET, "csv"
        )
    path = f"{location.path}/timeline"
    wanted = TrailFilter(municipality=code, refusals=False, before=cursor, limit=PAGE)
    rows = visit.reading.trail(wanted, visit.actor)
    return visit.show_view(
        "timeline/timeline.html",
        location=location,
        step=None,
        events=[told(visit, row) for row in rows],
        next=with_query(path, cursor=rows[-1].position) if len(rows) == PAGE else None,
        first=path if cursor else None,
        csv=with_query(path, format="csv"),
    )


def _location(visit: Visit, code: str) -> Location:
    county_of(visit.core, code)
    return Location(Scope.of(code), visit.cat.text("aggregate.programme"))
