"""The journey's clock: its pauses, the times of its steps, and the days of work and of rest that it counts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from domain.standing import Cell, Pause, Period, Standing, days_rested
from domain.values import Step
from projections.county.cells import latest
from projections.engine.copying import replace
from projections.engine.rows import Row, Rows


class PausesRow(Row):
    """The municipality's pauses that are over: an entry that comes late may have to do with any of them."""

    table: ClassVar[str] = "county_pauses"
    key: ClassVar[tuple[str, ...]] = ("scb_code",)

    pauses: tuple[Pause, ...]


class PeriodsRow(Row):
    """The times that a step was in progress, of this cycle and the last left out: how many they are has no bound."""

    table: ClassVar[str] = "county_periods"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "step")

    step: str
    periods: tuple[Period, ...]


def pauses(rows: Rows, scb_code: str) -> tuple[Pause, ...]:
    """Return the pauses that are over."""
    row = rows.get(PausesRow, scb_code)
    return row.pauses if row else ()


def periods(rows: Rows, scb_code: str, step: Step) -> tuple[Period, ...]:
    """Return the times that a step was in progress, the last left out."""
    row = rows.get(PeriodsRow, scb_code, step)
    return row.periods if row else ()


def rested(rows: Rows, standing: Standing, since: date, until: date) -> Standing:
    """Return the standing after a time during which its clock stood still."""
    scope = standing.scb_code
    ended = Pause(from_day=since, until=until)
    rows.put(PausesRow(scb_code=scope, pauses=(*pauses(rows, scope), ended)))
    return replace(standing, rested_until=latest(standing.rested_until, until))


def counted(rows: Rows, before: Standing, after: Standing) -> Standing:
    """Return a standing whose changed cells, or all where its clock has changed, know their days.

    Pauses and times that are over are looked up only where one can have to do with a day that is counted.
    """
    has_other_clock = _clock(before) != _clock(after)
    changed = {
        step: now
        for step, cell in after.steps.items()
        if (has_other_clock or cell is not before.steps.get(step))
        and (now := _counted(rows, step, cell, after)) is not cell
    }
    return replace(after, steps={**after.steps, **changed}) if changed else after


def _clock(standing: Standing) -> tuple[date | None, ...]:
    return standing.paused_on, standing.rested_until, standing.left_on


def _counted(rows: Rows, step: Step, cell: Cell, standing: Standing) -> Cell:
    end, since = cell.ended_on or standing.left_on, cell.since
    earlier = _worked(rows, step, standing) if cell.reopened_on else 0
    rested_days = _rested(rows, standing, since, end)
    due_rested = _rested(rows, standing, cell.due_set_on or since, None)
    idle_rested = _rested(rows, standing, cell.last_on, None)
    if (earlier, rested_days, due_rested, idle_rested) == (
        cell.earlier,
        cell.rested,
        cell.due_rested,
        cell.idle_rested,
    ):
        return cell
    return replace(cell, earlier=earlier, rested=rested_days, due_rested=due_rested, idle_rested=idle_rested)


def _worked(rows: Rows, step: Step, standing: Standing) -> int:
    """Return the days, without rest, of the times that the step was in progress, the last left out."""
    return sum(
        max((each.until - each.from_day).days - _rested(rows, standing, each.from_day, each.until), 0)
        for each in periods(rows, standing.scb_code, step)
    )


def _rested(rows: Rows, standing: Standing, since: date | None, until: date | None) -> int:
    """Return the days that the journey rested between the two; where there is no end, until now or this pause."""
    last, resting = standing.rested_until, standing.paused_on
    if since is None or ((last is None or since >= last) and (until is None or resting is None)):
        return 0
    over = pauses(rows, standing.scb_code)
    known = [*over, Pause(from_day=resting, until=date.max)] if resting else over
    return days_rested(known, since, until or resting or date.max)
