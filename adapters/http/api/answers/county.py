"""Municipalities by the five steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from adapters.http.api.answers.attention import AttentionAnswer, attention_answer
from adapters.http.api.answers.shown import ShownAnswer
from adapters.http.reading.county import CountName
from adapters.http.reading.standing import MatrixRow
from adapters.i18n.vocabulary import Vocabulary
from domain.process import ProcessDefinition
from domain.standing import Membership, Standing, StandingFact, StepStatus
from domain.values import Step
from workflows.attention.clocks import Health, days_in_step, due_on
from workflows.reference.reference import Reference

_BEHIND: Mapping[str, tuple[StandingFact, ...]] = {
    "membership": ("registered", "membership"),
    "cycle": ("cycle",),
    "paused": ("pause",),
    "health": ("contact", "visit", "picture_due"),
}


class CellAnswer(BaseModel):
    """A step of a municipality: state, days in progress without pauses, due date, and the events behind it (G6).

    ``days``: of all times in the cycle that it was in progress; ``reopened_on``: the first day of the last of them,
    where it was reopened.
    """

    step: Step
    status: StepStatus
    days: int | None
    started_on: date | None
    reopened_on: date | None
    ended_on: date | None
    due_on: date | None
    blocked_by: str | None
    events: list[str]


class MatrixRowAnswer(BaseModel):
    """A municipality by the five steps; one that is shown as a peer has neither code nor name.

    ``events``: the ids of those that membership, cycle, pause and health follow from.
    ``judged``: whether the version of the process that it follows is known here; else there is neither health nor due
    day nor attention.
    """

    scb_code: str | None
    name: str | None
    labour_market_region: str | None
    membership: Membership
    joined_on: date | None
    cycle: int
    paused: bool
    health: Health | None
    judged: bool
    events: dict[str, list[str]]
    steps: list[CellAnswer]
    attention: list[AttentionAnswer]


class CountAnswer(BaseModel):
    """A number, and the ids of the events behind it; peers, whose events nobody is told, are not counted."""

    count: int
    events: list[str]


class CountyAnswer(ShownAnswer):
    """Every municipality of the county, in alphabetical order; ``beyond``: those outside it that have had support."""

    code: str
    name: str
    day: date
    counts: dict[CountName, CountAnswer]
    municipalities: list[MatrixRowAnswer]
    beyond: list[MatrixRowAnswer]


def matrix_row(row: MatrixRow, reference: Reference, day: date, said: Vocabulary) -> MatrixRowAnswer:
    """Return a municipality of the county matrix."""
    standing = row.standing
    definition = reference.definition(standing.definition) if row.is_judged else None
    return MatrixRowAnswer(
        scb_code=standing.scb_code or None,
        name=standing.name or None,
        labour_market_region=row.labour_market_region,
        membership=standing.membership,
        joined_on=standing.joined_on,
        cycle=standing.cycle,
        paused=standing.is_paused,
        health=row.health,
        judged=row.is_judged,
        events={name: list(standing.behind(*facts)) for name, facts in _BEHIND.items()},
        steps=[_cell(standing, step, definition, day) for step in Step],
        attention=[attention_answer(each, said) for each in row.attention],
    )


def _cell(standing: Standing, step: Step, definition: ProcessDefinition | None, day: date) -> CellAnswer:
    cell = standing.cell(step)
    return CellAnswer(
        step=step,
        status=cell.status,
        days=days_in_step(standing, step, day),
        started_on=cell.started_on,
        reopened_on=cell.reopened_on,
        ended_on=cell.ended_on,
        due_on=due_on(standing, step, definition, day) if definition else None,
        blocked_by=cell.blocked_by,
        events=list(cell.behind()),
    )
