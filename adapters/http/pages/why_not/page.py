"""Why an act may be done or not, now or on any day (C3, A2): one explanation for each act, and for each event's act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.item_names import few_names
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.pages.why_not.asked import Question, of_event, question, roles_of, seen_as
from adapters.http.pages.why_not.view import shown
from adapters.http.problems import Problem
from adapters.http.reading import trail
from adapters.http.scopes import Location, readable_location
from domain.programme.rules import PROGRAMME
from domain.scope import Scope
from domain.values import Role, Step

router = APIRouter(include_in_schema=False)
_Act = Annotated[str | None, Query(pattern=r"^[a-z-]{1,60}\.[a-z-]{1,60}$")]


@router.get("/counties/{code}/why-not")
def county_why_not(
    code: str, visit: Reader, act: _Act = None, role: Role | None = None, event: UUID | None = None
) -> Response:
    """Return the same of an act of the county's own programme, or of the one behind an event of it."""
    where = readable_location(visit.core, visit.actor, code, PROGRAMME.name)
    asked = _of_event(visit, code, event) if event else _named(visit, code, act, role)
    return _shown(visit, where, asked, visit.coordinators(), act=act)


@router.get("/municipalities/{scb_code}/why-not")
def why_not(
    scb_code: str,
    visit: Reader,
    act: _Act = None,
    step: Step | None = None,
    assignment: UUID | None = None,
    role: Role | None = None,
    event: UUID | None = None,
) -> Response:
    """Return why an act, or the one behind an event, could be done or not at the moment that is shown."""
    place = visit.place(scb_code)
    asked = _of_event(visit, scb_code, event) if event else _named(visit, scb_code, act, role, step, assignment)
    names = few_names(visit, scb_code)
    where = Location(Scope.of(scb_code), place.name)
    return _shown(visit, where, asked, names, act=act, step=step, assignment=assignment)


def _shown(visit: Visit, where: Location, asked: Question, names: Mapping[str, str], **parameters: object) -> Response:
    role, row = asked.asked.actor.role, asked.row
    return visit.show_view(
        "why_not/why_not.html",
        where=where,
        act=shown(visit, asked, names),
        day_of=asked.day,
        of_event=f"/events/{row.event_id}" if row else "",
        role=visit.cat.text(f"value.role.{role}"),
        roles=[] if row else _roles(visit, with_query(f"{where.path}/why-not", **parameters), role),
    )


def _named(
    visit: Visit,
    code: str,
    act: str | None,
    role: Role | None,
    step: Step | None = None,
    assignment: UUID | None = None,
) -> Question:
    if act is None:
        raise Problem(404, "not-found")
    return question(visit, code, seen_as(visit, code, role), act, step, str(assignment) if assignment else None)


def _of_event(visit: Visit, code: str, event: UUID) -> Question:
    row = trail.event(visit.reading, str(event))
    asked = of_event(visit, row) if row and row.scb_code == code else None
    if asked is None:
        raise Problem(404, "not-found")
    return asked


def _roles(visit: Visit, page: str, shown_for: Role) -> list[tuple[str, str, bool]]:
    """Return the roles that may be asked about: each with its address, and whether it is the one that is shown."""
    joined = "&" if "?" in page else "?"
    return [
        (visit.cat.text(f"value.role.{each}"), f"{page}{joined}role={each}", each is shown_for)
        for each in roles_of(visit)
    ]
