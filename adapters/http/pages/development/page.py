"""The county over the years: how many municipalities stood where at the end of each quarter (G4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.development.panel import Kind, Panel, counted, panel
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.county_facts import EventFact, StepFact
from adapters.http.reading.development import Development, Quarter, development
from adapters.http.scopes import county_of
from domain.standing import StepStatus
from domain.values import Step

router = APIRouter(include_in_schema=False)

_TOLD: tuple[StepStatus, ...] = ("achieved", "declined", "not_applicable", "in_progress")
_COLUMNS: tuple[Kind, ...] = ("done", "other", "doing")
# Under which name the events are found behind a part of a column.
_BEHIND: Mapping[Kind, EventFact | StepFact] = {
    "done": "achieved",
    "other": "other",
    "doing": "doing",
    "joined": "joined",
}
# A number, and where the events are that it follows from.
Figure = tuple[int, str]


@dataclass(frozen=True)
class ShownPanel:
    """A step's graphic, and what its last column says in words."""

    graphic: Panel
    said: str


@dataclass(frozen=True)
class ShownQuarter:
    """A quarter of the table: its name, the day that it shows, and its numbers by step."""

    name: str
    href: str
    joined: Figure
    numbers: tuple[tuple[Figure, ...], ...]


@router.get("/counties/{code}/development")
def over_the_years(code: str, visit: Reader) -> Response:
    """Return how the county stood at the end of each quarter."""
    name = county_of(visit.core, code).name
    found = development(visit.reading, code, visit.today)
    return visit.show_view(
        "development/development.html",
        name=name,
        code=code,
        found=found,
        panels=[ShownPanel(panel(found, step), _said(visit, found, step)) for step in Step],
        steps=[(step, columns_of(step)) for step in Step],
        quarters=list(_rows(visit, code, found)),
    )


def columns_of(step: Step) -> tuple[Kind, ...]:
    """Return what a step's column can hold: support goes on (R8)."""
    return _COLUMNS if step.is_renewed else _COLUMNS[-1:]


def _said(visit: Visit, found: Development, step: Step) -> str:
    counts = found.quarters[-1].counts[step] if found.quarters else {}
    key = "ui.development" if step.is_renewed else "ui.development.support"
    told = [visit.cat.text(f"{key}.{each}", count=number) for each in _TOLD if (number := counts.get(each, 0))]
    return ", ".join(told) or visit.cat.text("ui.development.nobody")


def _rows(visit: Visit, code: str, found: Development) -> Iterator[ShownQuarter]:
    """Yield the quarters, the latest first."""
    for each in reversed(found.quarters):
        known = {"as_of": visit.moment.asked.get("as_of"), "happened_by": each.day}

        def figure(
            kind: Kind, step: Step | None = None, at: Quarter = each, known: Mapping[str, object] = known
        ) -> Figure:
            number = counted(at, step, kind) if step else at.joined
            return number, with_query(f"/counties/{code}/events", behind=_BEHIND[kind], step=step, **known)

        numbers = tuple(tuple(figure(kind, step) for kind in columns_of(step)) for step in Step)
        href = with_query(f"/counties/{code}", **known)
        yield ShownQuarter(_named(visit, each), href, figure("joined"), numbers)


def _named(visit: Visit, quarter: Quarter) -> str:
    return visit.cat.text("ui.development.quarter", number=quarter.number, year=str(quarter.year))
