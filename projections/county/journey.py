"""What the journey changes in a municipality's standing: its cycle, its pauses and its steps.

An event without a case of its own changes no more than the day of the latest event.
"""

from __future__ import annotations

from typing import ClassVar

from domain.journey import events as journey
from domain.messages import Recorded
from domain.standing import Cell, Fact, Pause, Standing
from domain.values import Step
from projections.county.cells import begun_anew, entered, latest
from projections.engine.copying import replace
from projections.engine.rows import Row, Rows


class PausesRow(Row):
    """The municipality's pauses that are over: an entry that comes late may have to do with any of them."""

    table: ClassVar[str] = "county_pauses"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)

    pauses: tuple[Pause, ...]


def pauses(rows: Rows, scb_code: str) -> tuple[Pause, ...]:
    """Return the pauses that are over."""
    row = rows.get(PausesRow, scb_code)
    return row.pauses if row else ()


def after(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after an event of the journey."""
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case journey.JourneyOpened():
            return replace(
                standing, journey_opened_on=on, definition=event.definition, cycle=event.cycle, cycle_opened_on=on
            )
        case journey.CycleOpened():
            return replace(begun_anew(standing, recorded), cycle=event.cycle, cycle_opened_on=on)
        case journey.JourneyPaused():
            return replace(standing, paused_on=standing.paused_on or on, paused_until=event.expected_until)
        case journey.JourneyResumed() if standing.paused_on:
            scope = recorded.envelope.scope
            ended = Pause(from_day=standing.paused_on, until=on)
            rows.put(PausesRow(scb_code=scope, pauses=(*pauses(rows, scope), ended)))
            return replace(standing, paused_on=None, paused_until=None, rested_until=latest(standing.rested_until, on))
        case _:  # what concerns one step
            return _step(standing, recorded)


def _step(standing: Standing, recorded: Recorded) -> Standing:
    event, on = recorded.event, recorded.envelope.occurred_on

    def enter(step: Step, cell: Cell, fact: Fact) -> Standing:
        return entered(standing, step, cell, recorded, fact)

    match event:
        case journey.MovedIntoEverydayWork():
            step = Step.ONGOING_SUPPORT
            return enter(step, replace(standing.cell(step), status="in_progress", started_on=on), "started")
        case journey.StepStarted(step=step):
            cell = replace(standing.cell(step), status="in_progress", started_on=on, ended_on=None)
            return enter(step, cell, "started")
        case journey.StepCompleted(step=step):
            cell = replace(standing.cell(step), status=event.outcome, ended_on=on, blocked_by=None)
            return enter(step, cell, "status")
        case journey.StepReopened(step=step):
            return enter(step, replace(standing.cell(step), status="in_progress", ended_on=None), "status")
        case journey.StepBlocked(step=step):
            return enter(step, replace(standing.cell(step), blocked_by=event.cause_code), "block")
        case journey.StepUnblocked(step=step):
            return enter(step, replace(standing.cell(step), blocked_by=None), "block")
        case journey.DueDateSet(step=step):
            return enter(step, replace(standing.cell(step), due_on=event.due_on, due_set_on=on), "due")
        case _:  # overrides and reminders change no step
            return standing
