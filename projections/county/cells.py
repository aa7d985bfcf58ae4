"""A step's cell: its value after an event, the event behind each of its facts, its days of work and of pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from domain.messages import Recorded
from domain.standing import Cell, Fact, Pause, Period, Standing, StandingFact, days_rested
from domain.values import Step
from projections.engine.copying import replace


def latest(known: date | None, day: date) -> date:
    """Return the later of two days, of which the first may be unknown."""
    return max(known, day) if known else day


def follows(standing: Standing, recorded: Recorded, *facts: StandingFact) -> Standing:
    """Return the standing, some facts of which follow from the event."""
    event = str(recorded.envelope.event_id)
    kept = [each for each in standing.events if each[0] not in facts]
    return replace(standing, events=(*kept, *[(fact, event) for fact in facts]))


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
    held = {"block": cell.blocked_by, "due": cell.due_on}
    events = tuple([each for each in found if held.get(each[0], True)])
    last = recorded.envelope.occurred_on if "last" in facts else cell.last_on
    return replace(cell, events=events, last_on=last)


@dataclass(frozen=True)
class Clock:
    """What lies beside a standing: its pauses that are over, and the times of a step that are, the last left out.

    Both are looked up only where one can have to do with a day that is counted.
    """

    pauses: Callable[[], Iterable[Pause]]
    periods: Callable[[Step], Iterable[Period]]


def counted(before: Standing, after: Standing, clock: Clock) -> Standing:
    """Return a standing whose changed cells, or all where its clock has changed, know their days."""
    has_other_clock = _clock(before) != _clock(after)
    changed = {
        step: _counted(step, cell, after, clock)
        for step, cell in after.steps.items()
        if has_other_clock or cell is not before.steps.get(step)
    }
    return replace(after, steps={**after.steps, **changed}) if changed else after


def _clock(standing: Standing) -> tuple[date | None, ...]:
    return standing.paused_on, standing.rested_until, standing.left_on


def _counted(step: Step, cell: Cell, standing: Standing, clock: Clock) -> Cell:
    end, resting = cell.ended_on or standing.left_on, standing.paused_on

    def rested(since: date | None, until: date | None) -> int:
        last = standing.rested_until
        if since is None or ((last is None or since >= last) and (until is None or resting is None)):
            return 0
        known = [*clock.pauses(), Pause(from_day=resting, until=date.max)] if resting else clock.pauses()
        return days_rested(known, since, until or resting or date.max)

    def worked(period: Period) -> int:
        return max((period.until - period.from_day).days - rested(period.from_day, period.until), 0)

    earlier = sum(map(worked, clock.periods(step))) if cell.reopened_on else 0
    counts = rested(cell.since, end), rested(cell.due_set_on or cell.since, None), rested(cell.last_on, None)
    if (earlier, *counts) == (cell.earlier, cell.rested, cell.due_rested, cell.idle_rested):
        return cell
    rested_days, due_rested, idle_rested = counts
    return replace(cell, earlier=earlier, rested=rested_days, due_rested=due_rested, idle_rested=idle_rested)
