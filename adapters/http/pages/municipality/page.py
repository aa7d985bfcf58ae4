"""One municipality: where it stands, what waits, what may be done, and what the work consists of."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.attention import waiting
from adapters.http.pages.county.cells import step_cells
from adapters.http.pages.dependencies import Viewing
from adapters.http.pages.entries import just_recorded
from adapters.http.pages.item_names import names_of
from adapters.http.pages.municipality.actions import Group, action_groups
from adapters.http.pages.municipality.sections import parts
from adapters.http.reading.details import details
from adapters.http.reading.standing import municipality as standing_of
from adapters.http.reading.standing import set_aside
from adapters.http.scopes import told_at
from domain.standing import Standing
from workflows.reference import places
from workflows.visibility import may_act

router = APIRouter(include_in_schema=False)


@router.get("/municipalities/{scb_code}")
def municipality(scb_code: str, visit: Viewing) -> Response:
    """Return the municipality's page; its actions alone for someone who reads nothing of the work."""
    place = visit.place(scb_code)
    found = details(visit.reading, scb_code)
    names = names_of(visit, found)
    groups: list[Group] = []
    aside: set[str] = set()
    if may_act(visit.actor) and not visit.moment.is_past:
        told = told_at(visit.core, visit.core.actions, place, visit.actor)
        groups, aside = action_groups(visit, scb_code, told.actions, names), {*told.set_aside}
    if not visit.visibility.reads_work:
        return visit.show("municipality/actions_only.html", title=place.name, groups=groups, set_aside=sorted(aside))
    row = standing_of(visit.reading, scb_code, visit.today)
    standing = row.standing if row else Standing(**place.model_dump())
    return visit.show_view(
        "municipality/municipality.html",
        place=place,
        part=places.labour_market_region(scb_code),
        registered=standing.is_registered,
        standing=standing,
        cells=step_cells(visit, standing),
        health=row.health if row else None,
        judged=row is None or row.is_judged,
        waiting=waiting(visit, [("", each) for each in row.attention]) if row else [],
        groups=groups,
        set_aside=sorted(aside.union(set_aside(visit.reading, scb_code, row))),
        parts=parts(visit, scb_code, found, names),
        saved=just_recorded(visit, scb_code),
    )
