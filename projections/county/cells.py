"""A step's cell: its value after an event, the event behind each of its facts, and the days of pauses in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from domain.messages import Recorded
from domain.standing import Cell, Fact, Pause, Standing, days_rested
from domain.values import Step
from projections.engine.copying import replace


def latest(known: date | None, day: date) -> date:
    """Return the later of two days, of which the first may be unknown."""
    return max(known, day) if known else day


def begun_anew(standing: Standing, recorded: Recorded) -> Standing:
    """Return the standing in a new cycle: that none of its steps has begun follows from its opening."""
    fresh = Cell(events=(("started", str(recorded.envelope.event_id)),))
    kept = {step: cell for step, cell in standing.steps.items() if not step.is_renewed}
    return replace(standing, steps={step: fresh for step in Step if step.is_renewed} | kept)


def entered(standing: Standing, step: Step, cell: Cell, recorded: Recorded, fact: Fact) -> Standing:
    """Return the standing with a step's new cell, one fact of which follows from the event, a sign of life in it."""
    facts: tuple[Fact, ...] = (fact, "last") if _is_later(cell, recorded) else (fact,)
    return replace(standing, steps={**standing.steps, step: _follows(cell, recorded, facts)})


def touched(standing: Standing, step: Step, recorded: Recorded) -> Standing:
    """Return the standing after an event that is a sign of life in a step; of a day, the first one counts."""
    cell = standing.cell(step)
    if not _is_later(cell, recorded):
        return standing
    return replace(standing, steps={**standing.steps, step: _follows(cell, recorded, ("last",))})


def _is_later(cell: Cell, recorded: Recorded) -> bool:
    return cell.last_on is None or recorded.envelope.occurred_on > cell.last_on


def _follows(cell: Cell, recorded: Recorded, facts: tuple[Fact, ...]) -> Cell:
    """Return the cell with these facts following from the event; what no longer holds follows from none."""
    event = str(recorded.envelope.event_id)
    found = [*[each for each in cell.events if each[0] not in facts], *[(fact, event) for fact in facts]]
    events = tuple([each for each in found if cell.blocked_by or each[0] != "block"])
    last = recorded.envelope.occurred_on if "last" in facts else cell.last_on
    return replace(cell, events=events, last_on=last)


def rested(before: Standing, after: Standing, pauses: Callable[[], Iterable[Pause]]) -> Standing:
    """Return a standing whose changed cells, or all where its clock has changed, know the days of pauses.

    ``pauses``: those that are over, looked up only where one can have to do with it.
    """
    if after.rested_until is None and after.paused_on is None:
        return after
    has_other_clock = _clock(before) != _clock(after)
    changed = {
        step: _counted(cell, after, pauses)
        for step, cell in after.steps.items()
        if has_other_clock or cell is not before.steps.get(step)
    }
    return replace(after, steps={**after.steps, **changed}) if changed else after


def _clock(standing: Standing) -> tuple[date | None, ...]:
    return standing.paused_on, standing.rested_until, standing.left_on


def _counted(cell: Cell, standing: Standing, pauses: Callable[[], Iterable[Pause]]) -> Cell:
    end, resting = cell.ended_on or standing.left_on, standing.paused_on

    def days(since: date | None, until: date | None) -> int:
        last = standing.rested_until
        if since is None or ((last is None or since >= last) and until is None):
            return 0
        known = [*pauses(), Pause(from_day=resting, until=date.max)] if resting else pauses()
        return days_rested(known, since, until or resting or date.max)

    counts = days(cell.started_on, end), days(cell.due_set_on or cell.started_on, None), days(cell.last_on, None)
    if counts == (cell.rested, cell.due_rested, cell.idle_rested):
        return cell
    rested_days, due_rested, idle_rested = counts
    return replace(cell, rested=rested_days, due_rested=due_rested, idle_rested=idle_rested)
