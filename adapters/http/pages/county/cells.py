"""A municipality's five steps, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adapters.http.pages.visit import Visit
from adapters.i18n.catalogue import Catalogue
from domain.process import ProcessDefinition
from domain.standing import Cell, Standing
from domain.values import Step
from workflows.attention.clocks import days_in_step, due_on
from workflows.reference.reference import UnknownVersion

SYMBOLS = {"not_started": "○", "in_progress": "◐", "achieved": "●", "declined": "⊘", "not_applicable": "\N{EN DASH}"}


@dataclass(frozen=True)
class StepCell:
    """One step of one municipality; ``href``: the events behind it."""

    step: Step
    status: str
    symbol: str
    label: str
    age: str
    marks: tuple[tuple[str, str], ...]
    href: str | None
    due: date | None
    started: date | None
    reopened: date | None
    ended: date | None


def step_cells(visit: Visit, standing: Standing) -> list[StepCell]:
    """Return a municipality's five steps."""
    try:
        definition = visit.core.reference.definition(standing.definition)
    except UnknownVersion:
        definition = None  # nothing is due by a version that is not known
    return [_cell(visit, standing, step, definition) for step in Step]


def _cell(visit: Visit, standing: Standing, step: Step, definition: ProcessDefinition | None) -> StepCell:
    cell, cat = standing.cell(step), visit.cat
    due = due_on(standing, step, definition, visit.today) if definition else None
    marks: list[tuple[str, str]] = []
    if cell.blocked_by:
        marks.append(("blocked", cat.text("ui.mark.blocked")))
    if due and due < visit.today and not standing.is_paused:
        marks.append(("overdue", cat.text("ui.mark.overdue")))
    has_events = cell.events and standing.scb_code
    return StepCell(
        step,
        cell.status,
        SYMBOLS[cell.status],
        cat.text(f"value.status.{cell.status}"),
        _age(cell, days_in_step(standing, step, visit.today), cat),
        tuple(marks),
        f"/municipalities/{standing.scb_code}/timeline?step={step}" if has_events else None,
        due,
        cell.started_on,
        cell.reopened_on,
        cell.ended_on,
    )


def _age(cell: Cell, days: int | None, cat: Catalogue) -> str:
    """Return how long the step has been in progress, or took."""
    if days is None:
        return ""
    if cell.status != "in_progress":
        return cat.text("ui.cell.took", count=days)
    return cat.text("ui.cell.in-progress", count=days) if days else cat.text("ui.cell.started-today")
