"""One municipality: where it stands, what waits, what may be done, and what the work consists of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.command_form.form import act_address, subject_of
from adapters.http.pages.county.page import step_cells, waiting
from adapters.http.pages.item_names import names_of
from adapters.http.pages.municipality.sections import parts
from adapters.http.pages.trail.page import told
from adapters.http.pages.visit import Viewing, Visit
from adapters.http.problems import refusal_json
from adapters.http.reading.reading import TrailFilter
from adapters.http.scopes import Location, actions_at
from adapters.i18n.wording import command_help, command_title
from domain.aggregates import AGGREGATES
from domain.scope import Scope
from domain.standing import Standing
from domain.values import Role
from workflows.actions import Action
from workflows.reference import places

ACTORS = {Role.COORDINATOR, Role.CONTACT, Role.ADMINISTRATOR}

router = APIRouter(include_in_schema=False)


@dataclass
class Group:
    """The actions of one aggregate: those that may be taken, and those that may not with the reasons."""

    title: str
    allowed: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


@router.get("/municipalities/{scb_code}")
def municipality(scb_code: str, visit: Viewing) -> Response:
    """Return the municipality's page; for the administrator, who reads none of it, its actions alone."""
    place = visit.place(scb_code)
    details = visit.reading.details(scb_code, visit.actor)
    names = names_of(visit, details)
    location, groups = Location(Scope.of(scb_code), place.name), list[Group]()
    if visit.actor.role in ACTORS and not visit.moment.is_past:
        groups = action_groups(visit, location, actions_at(visit.core, visit.core.actions, place, visit.actor), names)
    if visit.actor.role is Role.ADMINISTRATOR:
        return visit.show("municipality/actions_only.html", title=place.name, groups=groups)
    row = visit.reading.municipality(scb_code, visit.actor, visit.today)
    standing = row.standing if row else Standing(**place.model_dump())
    return visit.show_view(
        "municipality/municipality.html",
        place=place,
        part=places.county_part(scb_code),
        registered=row is not None,
        standing=standing,
        cells=step_cells(visit, standing),
        health=row.health if row else None,
        waiting=[waiting(visit, each) for each in row.attention] if row else [],
        groups=groups,
        parts=parts(visit, details, names),
        saved=saved(visit, scb_code),
    )


def saved(visit: Visit, scope_code: str) -> str:
    """Return what was just recorded, in words."""
    if visit.done is None:
        return ""
    rows = visit.reading.trail(TrailFilter(municipality=scope_code, before=visit.done + 1, limit=1), visit.actor)
    return told(visit, rows[0]).text if rows and rows[0].position == visit.done else ""


def action_groups(visit: Visit, location: Location, actions: Iterable[Action], names: Mapping[str, str]) -> list[Group]:
    """Return what may be done now, and why the rest may not (C3)."""
    groups = {name: Group(visit.cat.text(f"aggregate.{name}")) for name in AGGREGATES}
    for each in actions:
        about = subject_of(visit, each, names)
        shown = {
            "title": command_title(each.command.name, visit.cat),
            "about": about,
            "help": command_help(each.command.name, visit.cat),
            "href": act_address(location, each),
            "override": each.verdict == "overridable",
            "refusals": [refusal_json(refusal, visit.lang, visit.codes) for refusal in each.refusals],
        }
        group = groups[each.command.aggregate]
        (group.refused if each.verdict == "refused" else group.allowed).append(shown)
    return list(groups.values())
