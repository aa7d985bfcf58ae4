"""What the journey changes in a municipality's standing: its cycle, its pauses and its steps.

An event without a case of its own changes no more than the day of the latest event.
"""

from __future__ import annotations

from datetime import date

from domain.journey import events as journey
from domain.messages import Recorded
from domain.standing import Cell, Fact, Period, Standing
from domain.values import Step
from projections.county.cells import begun_anew, entered, follows
from projections.county.clock import PeriodsRow, periods, rested
from projections.engine.copying import replace
from projections.engine.rows import Rows


def after(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing after an event of the journey."""
    event, on = recorded.event, recorded.envelope.occurred_on
    match event:
        case journey.JourneyOpened():
            opened = follows(standing, recorded, "cycle")
            return replace(
                opened, journey_opened_on=on, definition=event.definition, cycle=event.cycle, cycle_opened_on=on
            )
        case journey.CycleOpened():
            renewed = follows(begun_anew(standing, recorded), recorded, "cycle")
            return replace(renewed, cycle=event.cycle, cycle_opened_on=on)
        case journey.JourneyPaused():
            paused = follows(standing, recorded, "pause")
            return replace(paused, paused_on=standing.paused_on or on, paused_until=event.expected_until)
        case journey.JourneyResumed() if standing.paused_on:
            kept = tuple(each for each in standing.events if each[0] != "pause")
            resumed = rested(rows, standing, standing.paused_on, on)
            by = str(recorded.envelope.event_id)
            return replace(resumed, paused_on=None, paused_until=None, resumption=by, events=kept)
        case _:  # what concerns one step
            return _step(rows, standing, recorded)


def _step(rows: Rows, standing: Standing, recorded: Recorded) -> Standing:
    event, on = recorded.event, recorded.envelope.occurred_on

    def enter(step: Step, cell: Cell, fact: Fact) -> Standing:
        return entered(standing, step, cell, recorded, fact)

    match event:
        case journey.MovedIntoEverydayWork():
            step = Step.ONGOING_SUPPORT
            return enter(step, replace(standing.cell(step), status="in_progress", started_on=on), "started")
        case journey.StepStarted(step=step):
            rows.delete(PeriodsRow, standing.scb_code, step)
            cell = replace(
                standing.cell(step), status="in_progress", started_on=on, reopened_on=None, ended_on=None, earlier=0
            )
            return enter(step, cell, "started")
        case journey.StepCompleted(step=step):
            cell = replace(standing.cell(step), status=event.outcome, ended_on=on, blocked_by=None, blocked_on=None)
            return enter(step, cell, "status")
        case journey.StepReopened(step=step):
            return enter(step, _reopened(rows, standing, step, on), "status")
        case journey.StepBlocked(step=step):
            return enter(step, replace(standing.cell(step), blocked_by=event.cause_code, blocked_on=on), "block")
        case journey.StepUnblocked(step=step):
            by = str(recorded.envelope.event_id)
            return enter(step, replace(standing.cell(step), blocked_by=None, blocked_on=None, unblocking=by), "block")
        case journey.DueDateSet(step=step):
            return enter(step, replace(standing.cell(step), due_on=event.due_on, due_set_on=on), "due")
        case _:  # overrides and reminders change no step
            return standing


def _reopened(rows: Rows, standing: Standing, step: Step, on: date) -> Cell:
    """Return a closed step in progress again: a due day that had passed by then was that of the time before."""
    cell, scope = standing.cell(step), standing.scb_code
    if cell.since and cell.ended_on:
        ended = Period(from_day=cell.since, until=cell.ended_on)
        rows.put(PeriodsRow(scb_code=scope, step=step, periods=(*periods(rows, scope, step), ended)))
    if cell.due_on and cell.due_on < on:
        cell = replace(cell, due_on=None, due_set_on=None)
    reopened_on = on if cell.started_on and cell.ended_on else cell.reopened_on
    started_on = cell.started_on or on
    return replace(cell, status="in_progress", started_on=started_on, reopened_on=reopened_on, ended_on=None)
