"""The county: every municipality by the five steps, and what waits across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from adapters.http.api import queries
from adapters.http.pages.attention import clearing
from adapters.http.pages.visit import Reader, Viewing, Visit, with_query
from adapters.http.problems import Problem
from adapters.http.reading.reading import MatrixFilter, MatrixRow
from adapters.http.scopes import municipalities
from adapters.i18n.wording import attention_clears, attention_text, command_title
from domain.standing import Standing
from domain.values import Role, Step
from workflows.attention import Attention, days_in_step, due_on
from workflows.reference import places

SYMBOLS = {"not_started": "○", "in_progress": "◐", "achieved": "●", "declined": "⊘", "not_applicable": "\N{EN DASH}"}
_STATES = ("in_progress", "achieved", "declined", "not_applicable", "paused", "joined", "outside", "left")
_SEVERITIES = ("red", "amber", "info")

Chosen = Annotated[str | None, Query(max_length=60)]
Format = Annotated[str | None, Query(alias="format", max_length=10)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class StepCell:
    """One step of one municipality, ready to be shown."""

    step: Step
    status: str
    symbol: str
    label: str
    age: str
    marks: tuple[tuple[str, str], ...]
    href: str | None
    due: date | None
    started: date | None
    ended: date | None


@dataclass(frozen=True)
class Waiting:
    """A reason for attention in words, with the form that clears it."""

    attention: Attention
    text: str
    clears: str
    severity: str
    form: tuple[str, str] | None
    place: str = ""


def step_cells(visit: Visit, standing: Standing) -> list[StepCell]:
    """Return a municipality's five steps."""
    return [_cell(visit, standing, step) for step in Step]


def _cell(visit: Visit, standing: Standing, step: Step) -> StepCell:
    cell, cat = standing.cell(step), visit.cat
    due = due_on(standing, step, visit.core.reference.definition(standing.definition), visit.today)
    marks: list[tuple[str, str]] = []
    if cell.blocked_by:
        marks.append(("blocked", cat.text("ui.mark.blocked")))
    if due and due < visit.today and not standing.is_paused:
        marks.append(("overdue", cat.text("ui.mark.overdue")))
    days = days_in_step(standing, step, visit.today)
    key = "ui.cell.day" if cell.status == "in_progress" else "ui.count.days"
    has_events = cell.events and standing.scb_code
    return StepCell(
        step,
        cell.status,
        SYMBOLS[cell.status],
        cat.text(f"value.status.{cell.status}"),
        "" if days is None else cat.text(key, count=days),
        tuple(marks),
        f"/municipalities/{standing.scb_code}/timeline?step={step}" if has_events else None,
        due,
        cell.started_on,
        cell.ended_on,
    )


def waiting(visit: Visit, each: Attention, place: str = "") -> Waiting:
    """Return a reason for attention as the visitor reads it."""
    found = clearing(each, visit.actor)
    return Waiting(
        each,
        attention_text(each.reason, each.params, visit.cat, visit.codes),
        attention_clears(each.reason, visit.cat),
        visit.cat.text(f"value.severity.{each.severity}"),
        (command_title(found[0], visit.cat), found[1]) if found and visit.may_give(each.scb_code, found[0]) else None,
        place,
    )


@router.get("/")
def home(visit: Viewing) -> Response:
    """Go to the county."""
    return RedirectResponse(visit.moment.at(f"/counties/{visit.core.county}"), 303)


@router.get("/counties/{code}")
def county(
    code: str,
    visit: Viewing,
    part: Chosen = None,
    state: queries.State | Literal[""] | None = None,
    attention: Chosen = None,
    fmt: Format = None,
) -> Response:
    """Return the county matrix (G1); for the administrator, who reads none of it, the list of municipalities."""
    found = places.county(code)
    if found is None or code != visit.core.county:
        raise Problem(404, "not-found")
    part, status, attention = part or None, state or None, attention or None
    if visit.actor.role is Role.ADMINISTRATOR:
        return visit.show("county/places.html", name=found.name, places=municipalities(visit.core))
    if fmt == "csv":
        return queries.county(
            code, visit.request, visit.actor, visit.core, visit.lang, visit.moment, part, status, attention, "csv"
        )
    everything = visit.reading.matrix(code, visit.actor, visit.today)
    wanted = MatrixFilter(part, status, attention)
    rows = everything
    if part or status or attention:
        rows = visit.reading.matrix(code, visit.actor, visit.today, wanted)
    known = {row.standing.scb_code for row in everything}
    filters = {"part": part, "state": status, "attention": attention}
    return visit.show_view(
        "county/county.html",
        name=found.name,
        code=code,
        steps=tuple(Step),
        rows=[(row, step_cells(visit, row.standing), _gravest(row)) for row in rows],
        counts=_counts(rows),
        unregistered=[]
        if visit.actor.role is not Role.COORDINATOR or visit.moment.is_past
        else [each for each in places.municipalities(code) if each.scb_code not in known],
        parts=sorted({row.county_part for row in everything if row.county_part}, key=places.swedish_key),
        states=_STATES,
        severities=_SEVERITIES,
        symbols=SYMBOLS,
        filters=filters,
        csv=with_query(f"/counties/{code}", **filters, format="csv"),
    )


def _gravest(row: MatrixRow) -> str | None:
    return row.attention[0].severity if row.attention else None


def _counts(rows: Sequence[MatrixRow]) -> dict[str, int]:
    return {
        "municipalities": len(rows),
        "joined": sum(row.standing.membership == "joined" for row in rows),
        "attention": sum(bool(row.attention) for row in rows),
    }


@router.get("/work-queue")
def work_queue(visit: Reader, fmt: Format = None) -> Response:
    """Return what waits, why, and what clears it (C1)."""
    code = visit.core.county
    if fmt == "csv":
        return queries.work_queue(visit.request, visit.actor, visit.core, visit.lang, visit.moment, code, "csv")
    queue = visit.reading.queue(code, visit.actor, visit.today)
    return visit.show_view(
        "work_queue/work_queue.html", items=[waiting(visit, each, standing.name) for standing, each in queue]
    )
